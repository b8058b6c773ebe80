// Signals. A signal set is one 64-bit word, as in the kernel; every call says so with its size, 8.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

// In syscalls.asm: where handlers return to.
void signal_return(void);

int raise(int signal) {
    return kill(getpid(), signal);
}

int killpg(pid_t group, int signal) {
    return kill(-group, signal);
}

// The kernel has no code of its own in a program: the way back from a handler must come from us.
int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict old) {
    struct sigaction complete;
    if (action != NULL) {
        complete = *action;
        complete.sa_flags |= SA_RESTORER;
        complete.sa_restorer = signal_return;
    }
    return (int)syscall(SYS_rt_sigaction, signal, action == NULL ? NULL : &complete, old,
                        sizeof(sigset_t));
}

sighandler_t signal(int signal, sighandler_t handler) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    return sigaction(signal, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
    return (int)syscall(SYS_rt_sigprocmask, how, set, old, sizeof(sigset_t));
}

int sigsuspend(const sigset_t *mask) {
    return (int)syscall(SYS_rt_sigsuspend, mask, sizeof(sigset_t));
}

int sigpending(sigset_t *set) {
    return (int)syscall(SYS_rt_sigpending, set, sizeof(sigset_t));
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
                 const struct timespec *restrict timeout) {
    return (int)syscall(SYS_rt_sigtimedwait, set, info, timeout, sizeof(sigset_t));
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info) {
    return sigtimedwait(set, info, NULL);
}

// The set's bit for a signal; 0, with errno EINVAL, for one that doesn't exist.
static sigset_t bit(int signal) {
    if (signal >= 1 && signal < NSIG)
        return 1ul << (signal - 1);
    errno = EINVAL;
    return 0;
}

int sigemptyset(sigset_t *set) {
    *set = 0;
    return 0;
}

int sigfillset(sigset_t *set) {
    *set = ~0ul;
    return 0;
}

int sigaddset(sigset_t *set, int signal) {
    *set |= bit(signal);
    return bit(signal) == 0 ? -1 : 0;
}

int sigdelset(sigset_t *set, int signal) {
    *set &= ~bit(signal);
    return bit(signal) == 0 ? -1 : 0;
}

int sigismember(const sigset_t *set, int signal) {
    return bit(signal) == 0 ? -1 : (*set & bit(signal)) != 0;
}

void siglongjmp(sigjmp_buf place, int value) {
    if (place->mask_saved)
        sigprocmask(SIG_SETMASK, &place->mask, NULL);
    longjmp(place, value);
}
