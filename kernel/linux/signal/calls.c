// The system calls about signals: sending them, choosing what they do, blocking them, waiting for
// them.
#include "kernel/abi.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

// ---- Sending

// Root may, and processes of the same user; all may continue the processes of their session
// (kill(2)).
static bool may_send(const struct process *to, int signal) {
    const struct ids *own = &current->outer->credentials.user, *user = &to->outer->credentials.user;
    return credentials_privileged() || own->real == user->real || own->real == user->saved ||
           own->effective == user->real || own->effective == user->saved ||
           (signal == SIGCONT && to->session == current->session);
}

int signal_send_if_allowed(struct process *process, const struct signal_info *info) {
    if (!process)
        return -ESRCH;
    if (!may_send(process, info->signal))
        return -EPERM;
    return info->signal ? signal_send_info(process, info) : 0;
}

// kill's -1 means all processes but init, the sender, and those without a program; other numbers
// that are not positive mean a group.
static bool is_meant(const struct process *process, int pid) {
    if (pid == -1)
        return process->pid != 1 && process != current && process->spt;
    return process->group == (pid == 0 ? current->group : -(int64_t)pid);
}

// It is enough if one of them may be signalled; of all processes, not even that.
static int send_many(int pid, const struct signal_info *info) {
    int result = -ESRCH;
    process_for_each(process) {
        if (!is_meant(process, pid))
            continue;
        int error = signal_send_if_allowed(process, info);
        if (error == -EPERM && pid == -1)
            error = 0;
        if (error == 0 || result == -ESRCH)
            result = error;
    }
    return result;
}

static bool is_valid(int signal) {
    return signal >= 0 && signal <= SIGNALS;
}

int64_t sys_kill(int pid, int signal) {
    // ESRCH takes precedence over EINVAL: look for the process first.
    struct signal_info info = signal_from(current, is_valid(signal) ? signal : 0, SI_USER);
    int error = pid > 0 ? signal_send_if_allowed(process_find(pid), &info) : send_many(pid, &info);
    return error < 0 ? error : is_valid(signal) ? 0 : -EINVAL;
}

int64_t sys_tgkill(int group, int pid, int signal) {
    if (pid <= 0 || group <= 0 || !is_valid(signal))
        return -EINVAL;
    struct signal_info info = signal_from(current, signal, SI_TKILL);
    return group == pid ? signal_send_if_allowed(process_find(pid), &info) : -ESRCH;
}

// Only the kernel and kill() may say that they sent it.
int64_t sys_rt_sigqueueinfo(int pid, int signal, uint64_t from) {
    struct signal_info info;
    if (copy_from_user(&info, from, sizeof info) < 0)
        return -EFAULT;
    info.signal = signal;
    if ((info.code >= 0 || info.code == SI_TKILL) && pid != current->pid)
        return -EPERM;
    if (!is_valid(signal))
        return -EINVAL;
    return signal_send_if_allowed(process_find(pid), &info);
}

// ---- Actions

int64_t sys_rt_sigaction(int signal, uint64_t action, uint64_t old, uint64_t set_size) {
    if (set_size != sizeof(uint64_t) || signal < 1 || signal > SIGNALS)
        return -EINVAL;
    struct signal_action *slot = &current->outer->signals.actions[signal - 1], was = *slot, wanted;
    if (action) {
        if (copy_from_user(&wanted, action, sizeof wanted) < 0)
            return -EFAULT;
        if (signal == SIGKILL || signal == SIGSTOP)
            return -EINVAL;
        wanted.mask &= ~(signal_bit(SIGKILL) | signal_bit(SIGSTOP));
        *slot = wanted;
        if (signal_is_ignored(current, signal))
            signals_discard(&current->outer->signals, signal_bit(signal));
    }
    return old ? copy_to_user(old, &was, sizeof was) : 0;
}

int64_t sys_sigaltstack(uint64_t stack, uint64_t old) {
    enum { MINSIGSTKSZ = 2048 };
    struct signal_stack *own = &current->outer->signals.stack, was = *own, wanted;
    bool inside = signal_on_stack(own, current->frame->rsp);
    if (stack) {
        if (copy_from_user(&wanted, stack, sizeof wanted) < 0)
            return -EFAULT;
        if (inside)
            return -EPERM;
        if (wanted.flags & ~(SS_ONSTACK | SS_DISABLE) || wanted.flags == (SS_ONSTACK | SS_DISABLE))
            return -EINVAL;
        if (wanted.flags & SS_DISABLE)
            wanted = (struct signal_stack){.flags = SS_DISABLE};
        else if (wanted.size < MINSIGSTKSZ)
            return -ENOMEM;
        wanted.flags &= SS_DISABLE;
        wanted.padding = 0;
        *own = wanted;
    }
    was.flags |= inside ? SS_ONSTACK : 0;
    return old ? copy_to_user(old, &was, sizeof was) : 0;
}

// ---- Sets

int signal_get_set(uint64_t *set, uint64_t from, uint64_t size) {
    return size == sizeof *set ? copy_from_user(set, from, size) : -EINVAL;
}

int64_t sys_rt_sigprocmask(int how, uint64_t set_from, uint64_t old, uint64_t set_size) {
    enum { SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK };
    uint64_t was = current->outer->signals.blocked, set;
    if (set_size != sizeof set)
        return -EINVAL;
    if (set_from) {
        if (copy_from_user(&set, set_from, sizeof set) < 0)
            return -EFAULT;
        if (how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK)
            return -EINVAL;
        signal_set_blocked(how == SIG_BLOCK ? was | set : how == SIG_UNBLOCK ? was & ~set : set);
    }
    return old ? copy_to_user(old, &was, sizeof was) : 0;
}

int64_t sys_rt_sigpending(uint64_t to, uint64_t set_size) {
    uint64_t set = current->outer->signals.pending & current->outer->signals.blocked;
    if (set_size > sizeof set)
        return -EINVAL;
    return copy_to_user(to, &set, set_size);
}

// ---- Waiting

static int sleep_until_signal(void) {
    int error;
    while ((error = sleep_on(&current->outer->signals, true)) == 0)
        ;
    return error;
}

int64_t sys_pause(void) {
    return sleep_until_signal();
}

int64_t sys_rt_sigsuspend(uint64_t set_from, uint64_t set_size) {
    uint64_t set;
    int error = signal_get_set(&set, set_from, set_size);
    if (error < 0)
        return error;
    signal_block_for_call(set);
    return sleep_until_signal();
}

// Sleeps until one of a set comes; its number, -EAGAIN after `deadline`, or -EINTR.
static int await(uint64_t set, uint64_t deadline, struct signal_info *info) {
    struct signals *signals = &current->outer->signals;
    int signal, error = 0;
    while (!(signal = signal_take(signals, set, info)) && error == 0) {
        signals->awaited = set & signals->blocked;
        error = sleep_until(signals, true, deadline);
        signals->awaited = 0;
    }
    return signal ? signal : error == -ETIMEDOUT ? -EAGAIN : error;
}

int64_t sys_rt_sigtimedwait(uint64_t set_from, uint64_t to, uint64_t timeout, uint64_t set_size) {
    uint64_t set, ns = 0;
    int error = signal_get_set(&set, set_from, set_size);
    if (error == 0 && timeout)
        error = time_from_user(timeout, &ns);
    if (error < 0)
        return error;
    struct signal_info info;
    set &= ~(signal_bit(SIGKILL) | signal_bit(SIGSTOP));
    int signal = await(set, timeout ? signal_deadline(ns) : NEVER, &info);
    if (signal > 0 && to && copy_to_user(to, &info, sizeof info) < 0)
        return -EFAULT;
    return signal;
}
