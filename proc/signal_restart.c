// System calls that a signal interrupts. One that sleeps ends with -EINTR when a signal is to be
// taken. If no handler runs after all (the process was stopped and continued), the program never
// learns: the call is made again, with the deadline that it had. If one runs, the call is made
// again after it only when the handler wants that (SA_RESTART) and the call may be restarted.
#include "proc/process.h"

enum { SYSCALL_LENGTH = 2 }; // of the instruction SYSCALL

// How often one of these is interrupted, they always say so (signal(7)); as does any other that
// waits until a time.
static bool restartable(const struct signals *signals) {
    enum {
        POLL = 7,
        SELECT = 23,
        PAUSE = 34,
        NANOSLEEP = 35,
        RT_SIGTIMEDWAIT = 128,
        RT_SIGSUSPEND = 130,
        CLOCK_NANOSLEEP = 230,
        PSELECT6 = 270,
        PPOLL = 271,
    };
    switch (signals->interrupted) {
    case POLL:
    case SELECT:
    case PAUSE:
    case NANOSLEEP:
    case RT_SIGTIMEDWAIT:
    case RT_SIGSUSPEND:
    case CLOCK_NANOSLEEP:
    case PSELECT6:
    case PPOLL:
        return false;
    default:
        return !signals->deadline;
    }
}

void signal_block_for_call(uint64_t set) {
    current->signals.saved_blocked = current->signals.blocked;
    current->signals.blocked_is_saved = true;
    signal_set_blocked(set);
}

uint64_t signal_deadline(uint64_t deadline) {
    if (!current->signals.deadline)
        current->signals.deadline = deadline;
    return current->signals.deadline;
}

void signal_restore_blocked(void) {
    struct signals *signals = &current->signals;
    if (signals->blocked_is_saved)
        signals->blocked = signals->saved_blocked;
    signals->blocked_is_saved = false;
}

void signal_end_call(void) {
    current->signals.deadline = 0;
    signal_restore_blocked();
}

void signal_resume_call(const struct signal_action *handler) {
    struct signals *signals = &current->signals;
    if (signals->interrupted < 0)
        return;
    if (!handler || (handler->flags & SA_RESTART && restartable(signals))) {
        current->frame->rip -= SYSCALL_LENGTH;
        current->frame->rax = signals->interrupted;
    }
    if (handler)
        signals->deadline = 0;
    signals->interrupted = -1;
}
