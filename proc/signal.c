// Signals. Each has a default action; a process may choose to ignore one. They take effect on the
// way back to user mode.
#include "proc/signal.h"
#include "kernel/errno.h"
#include "kernel/printf.h"
#include "kernel/syscall.h"
#include "kernel/system.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum { SIGNALS = 64 };
enum action { TERMINATE, IGNORE, STOP, CONTINUE };

static enum action default_action(int signal) {
    switch (signal) {
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
        return IGNORE;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return STOP;
    case SIGCONT:
        return CONTINUE;
    default:
        return TERMINATE;
    }
}

static uint64_t bit(int signal) {
    return 1ul << (signal - 1);
}

static const uint64_t stop_signals =
    1ul << (SIGSTOP - 1) | 1ul << (SIGTSTP - 1) | 1ul << (SIGTTIN - 1) | 1ul << (SIGTTOU - 1);

static bool is_ignored(const struct process *process, int signal) {
    if (process->pid == 1 &&
        !system_stopping) // init dies of nothing but its own faults and its exit
        return true;
    return process->ignored & bit(signal) || default_action(signal) == IGNORE;
}

bool signal_waiting(const struct process *process) {
    return process->pending != 0;
}

bool signal_killed(const struct process *process) {
    return process->pending & bit(SIGKILL);
}

static void wake(struct process *process) {
    if (process->state == PROCESS_SLEEPING && process->interruptible)
        sched_add(process);
}

// Ends a stop; only one that SIGCONT ends is news for the parent.
static void resume(struct process *process, int signal) {
    if (process->state != PROCESS_STOPPED)
        return;
    process->continued = signal == SIGCONT;
    process->status = 0;
    sched_add(process);
    if (process->parent)
        wake_up(process->parent);
}

void signal_send(struct process *process, int signal) {
    if (process->state == PROCESS_ZOMBIE)
        return;
    if (signal == SIGCONT || signal == SIGKILL) {
        process->pending &= ~stop_signals;
        resume(process, signal);
    }
    if (signal == SIGCONT || is_ignored(process, signal))
        return;
    process->pending |= bit(signal);
    wake(process);
}

int signal_send_group(int group, int signal) {
    int count = 0;
    for (struct list *node = processes.next; node != &processes; node = node->next) {
        struct process *process = list_entry(node, struct process, all);
        if (process->group != group || process->state == PROCESS_ZOMBIE)
            continue;
        if (signal)
            signal_send(process, signal);
        count++;
    }
    return count;
}

void signal_fault(int signal, int code, uint64_t address, const char *why) {
    (void)code; // for handlers
    static const char *const names[] = {
        [SIGILL] = "SIGILL", [SIGTRAP] = "SIGTRAP", [SIGBUS] = "SIGBUS",
        [SIGFPE] = "SIGFPE", [SIGKILL] = "SIGKILL", [SIGSEGV] = "SIGSEGV",
    };
    if (!signal_killed(current))
        kprintf("pid %d (%s): %s at 0x%lx (%s)\n", current->pid, current->name, names[signal],
                address, why);
    process_exit(signal);
}

void signal_out_of_memory(uint64_t address) {
    kprintf("pid %d (%s): SIGKILL at 0x%lx (out of memory)\n", current->pid, current->name,
            address);
    current->pending |= bit(SIGKILL);
}

static void stop(int signal) {
    current->status = signal;
    current->stop_reported = false;
    current->continued = false;
    if (current->parent) {
        signal_send(current->parent, SIGCHLD);
        wake_up(current->parent);
    }
    sched_stop(PROCESS_STOPPED);
}

void signal_deliver(void) {
    while (current->pending) {
        int signal = __builtin_ctzl(current->pending) + 1;
        current->pending &= ~bit(signal);
        if (default_action(signal) == STOP)
            stop(signal);
        else
            process_exit(signal);
    }
}

// To everybody but init, the sender, and who has no program; how many there are.
static int send_all(int signal) {
    int count = 0;
    for (struct list *node = processes.next; node != &processes; node = node->next) {
        struct process *process = list_entry(node, struct process, all);
        if (process->pid == 1 || process == current || !process->spt)
            continue;
        if (signal)
            signal_send(process, signal);
        count++;
    }
    return count;
}

static int send_one(int pid, int signal) {
    struct process *process = process_find(pid);
    if (process && signal)
        signal_send(process, signal);
    return process != NULL;
}

int64_t sys_kill(int pid, int signal) {
    bool valid = signal >= 0 && signal <= SIGNALS;
    int deliver = valid ? signal : 0; // just looks for somebody: ESRCH comes before EINVAL
    int count = pid > 0     ? send_one(pid, deliver)
                : pid == 0  ? signal_send_group(current->group, deliver)
                : pid == -1 ? send_all(deliver)
                            : signal_send_group(-(int64_t)pid, deliver);
    return count == 0 ? -ESRCH : valid ? 0 : -EINVAL;
}

// The kernel's struct sigaction.
struct signal_action {
    uint64_t handler, flags, restorer, mask;
};

enum { SIG_DFL = 0, SIG_IGN = 1 };

// Handlers are not there yet: ENOSYS says so.
int64_t sys_rt_sigaction(int signal, uint64_t action, uint64_t old, uint64_t mask_size) {
    if (mask_size != sizeof(uint64_t) || signal < 1 || signal > SIGNALS)
        return -EINVAL;
    struct signal_action wanted;
    if (action) {
        if (copy_from_user(&wanted, action, sizeof wanted) < 0)
            return -EFAULT;
        if (signal == SIGKILL || signal == SIGSTOP)
            return -EINVAL;
        if (wanted.handler != SIG_DFL && wanted.handler != SIG_IGN)
            return -ENOSYS;
    }
    struct signal_action was = {.handler = current->ignored & bit(signal) ? SIG_IGN : SIG_DFL};
    if (action && wanted.handler == SIG_IGN) {
        current->ignored |= bit(signal);
        current->pending &= ~bit(signal);
    } else if (action) {
        current->ignored &= ~bit(signal);
    }
    return old ? copy_to_user(old, &was, sizeof was) : 0;
}
