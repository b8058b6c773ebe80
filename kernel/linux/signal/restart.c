// System calls that a signal interrupts. One that sleeps ends with -EINTR when a signal is to be
// taken. If no handler runs after all (the process was stopped and continued), the program never
// learns: the call is made again, with the deadline that it had. If one runs, the call is made
// again after it only when the handler wants that (SA_RESTART) and the call may be restarted.
#include "kernel/dev/timer.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/strace/strace.h"
#include "kernel/personality.h"
#include "kernel/syscall_table.h"

enum { SYSCALL_LENGTH = 2 }; // of the instruction SYSCALL

// A call that waits until a time never is, as are some others (signal(7)).
static bool restartable(const struct signals *signals) {
    return !signals->deadline && !syscall_find(signals->interrupted)->once;
}

void signal_block_for_call(uint64_t set) {
    current->watched = true;
    current->outer->signals.saved_blocked = current->outer->signals.blocked;
    current->outer->signals.blocked_is_saved = true;
    signal_set_blocked(set);
}

uint64_t signal_deadline(uint64_t span) {
    current->watched = true;
    if (!current->outer->signals.deadline)
        current->outer->signals.deadline = timer_now() + span;
    return current->outer->signals.deadline;
}

void signal_restore_blocked(void) {
    struct signals *signals = &current->outer->signals;
    if (signals->blocked_is_saved)
        signal_set_blocked(signals->saved_blocked);
    signals->blocked_is_saved = false;
}

// (What rt_sigreturn returns is what the interrupted program had in rax.)
void personality_call_ends(uint64_t number, int64_t result) {
    struct signals *signals = &current->outer->signals;
    strace_end(number, result);
    current->watched = strace_on;
    if (result == -EINTR && number != SYS_rt_sigreturn) {
        signals->interrupted = number;
        current->attention = true;
        return;
    }
    signals->deadline = 0;
    signal_restore_blocked();
}

void signal_resume_call(const struct signal_action *handler) {
    struct signals *signals = &current->outer->signals;
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
