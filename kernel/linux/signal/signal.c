// Signals: sending, and what becomes of them. A signal is pending from when it is sent until the
// process, on its way back to user mode, takes it: then it is ignored, stops or ends the process,
// or makes it run a handler (frame.c). One that is blocked stays pending (queue.c).
#include "kernel/linux/signal/signal.h"
#include "kernel/lib/string.h"
#include "kernel/linux/names.h"
#include "kernel/linux/process/groups.h"
#include "kernel/linux/process/outer.h"
#include "kernel/printf.h"
#include "proc/sched.h"
#include "proc/shutdown.h"
#include "proc/wait.h"

// ---- Actions

// Sets of signals: by default these stop a process, these do nothing to it, and all others end it.
#define BIT(signal) (1 << ((signal)-1))
enum {
    STOPS = BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU),
    HARMLESS = BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT),
};

uint64_t signals_with(const struct signals *signals, uint64_t handler) {
    uint64_t set = 0;
    for (int signal = 1; signal <= SIGNALS; signal++)
        if (signals->actions[signal - 1].handler == handler)
            set |= signal_bit(signal);
    return set;
}

uint64_t signals_caught(const struct signals *signals) {
    return ~(signals_with(signals, SIG_IGN) | signals_with(signals, SIG_DFL));
}

bool signal_is_ignored(const struct process *process, int signal) {
    uint64_t handler = process->outer->signals.actions[signal - 1].handler;
    if (handler != SIG_DFL)
        return handler == SIG_IGN;
    if (process->pid == 1 && !system_stopping)
        return true; // only its own faults and its exit end init
    return signal_bit(signal) & HARMLESS;
}

bool signal_is_shut_out(const struct process *process, int signal) {
    return process->outer->signals.blocked & signal_bit(signal) ||
           signal_is_ignored(process, signal);
}

uint64_t signals_waiting(const struct process *process) {
    return process->outer->signals.pending & ~process->outer->signals.blocked;
}

int signal_fatal(const struct process *process) {
    if (process->killed)
        return SIGKILL;
    uint64_t ends = signals_with(&process->outer->signals, SIG_DFL) & ~(uint64_t)(STOPS | HARMLESS);
    int first = __builtin_ffsl(signals_waiting(process) & ends);
    return first && !signal_is_ignored(process, first) ? first : 0;
}

void signals_begin(struct signals *signals) {
    memset(&signals->pending, 0, sizeof *signals - offsetof(struct signals, pending));
    list_init(&signals->queue);
    signals->interrupted = -1;
}

void signals_reset(struct signals *signals) {
    for (int i = 0; i < SIGNALS; i++) {
        bool ignored = signals->actions[i].handler == SIG_IGN;
        signals->actions[i] = (struct signal_action){.handler = ignored ? SIG_IGN : SIG_DFL};
    }
    signals->stack = (struct signal_stack){.flags = SS_DISABLE};
}

// ---- Sending

static void resume(struct process *process) {
    if (process->state != PROCESS_STOPPED)
        return;
    process->continued = true;
    process->status = 0;
    sched_add(process);
    signal_child(process, STATUS_CONTINUED);
}

int signal_send_info(struct process *process, const struct signal_info *info) {
    struct signals *signals = &process->outer->signals;
    int signal = info->signal;
    if (!process->spt)
        return 0; // it has ended, or lives in the kernel
    if (signal == SIGCONT) {
        signals_discard(signals, STOPS);
        resume(process);
    } else if (signal_bit(signal) & STOPS) {
        signals_discard(signals, signal_bit(SIGCONT));
    }
    if (!(signals->blocked & signal_bit(signal)) && signal_is_ignored(process, signal))
        return 0;
    int error = signal_queue(signals, info);
    if (signal == SIGKILL)
        process_kill(process);
    process->attention |= signals_waiting(process) != 0;
    bool matters = signals_waiting(process) || signals->pending & signals->awaited;
    if (matters && process->state == PROCESS_SLEEPING && process->interruptible)
        sched_add(process);
    if (process->outer->lending && signal_fatal(process))
        wake_up(process);
    return error;
}

void signal_send(struct process *process, int signal) {
    signal_send_info(process, &(struct signal_info){.signal = signal, .code = SI_KERNEL});
}

void signal_send_group(int group, int signal) {
    process_for_each(process)
        if (process->group == group)
            signal_send(process, signal);
}

struct signal_info signal_from(const struct process *process, int signal, int code) {
    return (struct signal_info){.signal = signal,
                                .code = code,
                                .pid = process->pid,
                                .uid = process->outer->credentials.user.real};
}

struct signal_info signal_of_child(const struct process *child, int status) {
    int signal = status & STATUS_SIGNAL;
    int code = status == STATUS_CONTINUED ? CLD_CONTINUED
               : signal == STATUS_STOPPED ? CLD_STOPPED
               : signal                   ? CLD_KILLED
                                          : CLD_EXITED;
    struct signal_info info = signal_from(child, SIGCHLD, code);
    info.status = code == CLD_CONTINUED ? SIGCONT : code == CLD_KILLED ? signal : status >> 8;
    return info;
}

void signal_child(const struct process *child, int status) {
    struct process *parent = child->parent;
    if (!parent)
        return;
    struct signal_info info = signal_of_child(child, status);
    bool lives = info.code == CLD_STOPPED || info.code == CLD_CONTINUED;
    if (!(lives && parent->outer->signals.actions[SIGCHLD - 1].flags & SA_NOCLDSTOP))
        signal_send_info(parent, &info);
    wake_up(parent);
}

void signal_fault(int signal, int code, uint64_t address, const char *why) {
    struct signals *signals = &current->outer->signals;
    bool handled = signals_caught(signals) & ~signals->blocked & signal_bit(signal);
    if (handled && !current->killed) {
        signal_send_info(current,
                         &(struct signal_info){.signal = signal,
                                               .code = code,
                                               .address = code == SI_KERNEL ? 0 : address});
        return;
    }
    const char *of = address == current->frame->rip ? "rip " : "";
    if (!current->killed)
        kprintf("pid %d (%s): %s at %s0x%lx (%s)\n", current->pid, current->name,
                signal_name(signal), of, address, why);
    process_exit(current->killed ? SIGKILL : signal); // then its memory may be gone already
}

void signal_fault_frame(const char *why) {
    struct signal_action *action = &current->outer->signals.actions[SIGSEGV - 1];
    if (current->outer->signals.blocked & signal_bit(SIGSEGV))
        action->handler = SIG_DFL;
    signal_fault(SIGSEGV, SI_KERNEL, current->frame->rsp, why);
}

// ---- Taking

void signal_set_blocked(uint64_t set) {
    current->outer->signals.blocked = set & ~(signal_bit(SIGKILL) | signal_bit(SIGSTOP));
    current->attention |= signals_waiting(current) != 0;
}

static void stop(int signal) {
    current->status = signal;
    current->stop_reported = false;
    current->continued = false;
    signal_child(current, STATUS_STOPPED | signal << 8);
    sched_stop(PROCESS_STOPPED);
}

static void handle(const struct signal_info *info) {
    struct signals *signals = &current->outer->signals;
    struct signal_action *slot = &signals->actions[info->signal - 1], action = *slot;
    signal_resume_call(&action);
    if (action.flags & SA_RESETHAND)
        slot->handler = SIG_DFL;
    if (signal_push_frame(&action, info) < 0) {
        if (info->signal == SIGSEGV)
            slot->handler = SIG_DFL; // or it would fail again and again
        signal_fault_frame("no space for a signal's frame");
        return;
    }
    signals->blocked_is_saved = false; // the frame has it
    uint64_t own = action.flags & SA_NODEFER ? 0 : signal_bit(info->signal);
    signal_set_blocked(signals->blocked | action.mask | own);
}

static void act(const struct signal_info *info) {
    int signal = info->signal;
    uint64_t handler = current->outer->signals.actions[signal - 1].handler;
    if (handler != SIG_DFL && handler != SIG_IGN)
        handle(info);
    else if (signal_is_ignored(current, signal))
        return;
    else if (!(signal_bit(signal) & STOPS))
        process_exit(signal);
    else if (signal == SIGSTOP || !group_is_orphaned(current->group))
        stop(signal);
}

void personality_leaves(void) {
    struct signals *signals = &current->outer->signals;
    struct signal_info info;
    while (!current->killed &&
           (signals_waiting(current) || signals->interrupted >= 0 || signals->blocked_is_saved)) {
        while (!current->killed && signal_take(signals, ~signals->blocked, &info))
            act(&info);
        signal_resume_call(NULL);
        signal_restore_blocked();
    }
}
