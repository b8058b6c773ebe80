// Handlers: they run once per signal with what came with it, and the program goes on as if nothing
// had been; masks hold signals back; SA_NODEFER, SA_RESETHAND, SIG_IGN and fork's and exec's share.
// test: portable boots=roomy,swap
#include "test.h"
#include <sys/syscall.h>
#include <time.h>

static volatile int caught, depth, deepest;

static void count(int signal) {
    (void)signal;
    caught++;
    depth++;
    if (depth > deepest)
        deepest = depth;
    if (caught == 1)
        raise(signal); // held back while the handler runs, unless SA_NODEFER
    depth--;
}

static void install(int signal, void (*handler)(int), unsigned long flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    check(sigaction(signal, &action, NULL) == 0);
}

static void nesting(const char *name, unsigned long flags) {
    caught = depth = deepest = 0;
    install(SIGUSR1, count, flags);
    raise(SIGUSR1);
    struct sigaction now;
    sigaction(SIGUSR1, NULL, &now);
    printf("%s: caught %d, nested %d deep, then %s\n", name, caught, deepest,
           now.sa_handler == SIG_DFL ? "default" : "the handler");
}

static siginfo_t last;
static void note(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    last = *info;
    caught++;
}

static void show(const char *name) {
    printf("%s: caught %d, %s, code %d, own pid %d\n", name, caught, signal_name(last.si_signo),
           last.si_code, last.si_pid == getpid());
    caught = 0;
    last = (siginfo_t){0};
}

static void information(void) {
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    for (int signal = 1; signal <= 40; signal++)
        if (signal != SIGKILL && signal != SIGSTOP)
            check(sigaction(signal, &action, NULL) == 0);
    caught = 0;
    kill(getpid(), SIGUSR2);
    show("kill");
    tgkill(getpid(), getpid(), SIGHUP);
    show("tgkill");
    kill(0 - getpgrp(), SIGURG);
    show("own group");
    sigset_t set, old;
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, &old);
    for (int i = 0; i < 3; i++) {
        kill(getpid(), SIGTERM);
        kill(getpid(), 40);
    }
    sigset_t pending;
    sigpending(&pending);
    printf("pending: SIGTERM %d, 40 %d, SIGHUP %d\n", sigismember(&pending, SIGTERM),
           sigismember(&pending, 40), sigismember(&pending, SIGHUP));
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("SIGTERM and signal 40, three times each: %d caught\n", caught);
    caught = 0;
    int status;
    pid_t child = start();
    if (child == 0)
        _exit(5);
    check(waitpid(child, &status, 0) == child);
    printf("child: caught %d, %s, code %d, the child's pid %d, status %d\n", caught,
           signal_name(last.si_signo), last.si_code, last.si_pid == child, last.si_status);
}

static void errors(void) {
    struct sigaction action = {.sa_handler = count};
    sigemptyset(&action.sa_mask);
    printf("SIGKILL: %s\n", outcome(sigaction(SIGKILL, &action, NULL)));
    printf("SIGSTOP: %s\n", outcome(sigaction(SIGSTOP, &action, NULL)));
    printf("65: %s\n", outcome(syscall(SYS_rt_sigaction, 65, &action, NULL, 8)));
    printf("0: %s\n", outcome(syscall(SYS_rt_sigaction, 0, &action, NULL, 8)));
    printf("size 4: %s\n", outcome(syscall(SYS_rt_sigaction, 10, &action, NULL, 4)));
    printf("bad address: %s\n", outcome(syscall(SYS_rt_sigaction, 10, (void *)8, NULL, 8)));
    printf("mask, how 7: %s\n", outcome(syscall(SYS_rt_sigprocmask, 7, &action.sa_mask, NULL, 8)));
    printf("tgkill 0: %s\n", outcome(tgkill(0, getpid(), 0)));
    printf("tgkill nobody: %s\n", outcome(tgkill(30000, 30000, 0)));
    sigset_t all, now;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("all but KILL %d and STOP %d blocked: %d\n", sigismember(&now, SIGKILL),
           sigismember(&now, SIGSTOP), sigismember(&now, SIGTERM));
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
}

static void reset(void) {
    caught = 0;
    install(SIGUSR1, count, SA_RESETHAND);
    raise(SIGUSR1);
}

// A handler must leave no trace in any register, flag or in the FPU, whenever it strikes.
static double waste(double x) {
    for (int i = 0; i < 1000; i++)
        x = x * 1.0000001 + 1e-9;
    return x;
}

static volatile double sink;
static void spoil(int signal) {
    (void)signal;
    sink = waste(3.5);
    caught++;
}

static void undisturbed(void) {
    install(SIGUSR1, spoil, 0);
    caught = 0;
    double expected = waste(1.25);
    pid_t parent = getpid(), child = start();
    if (child == 0) {
        while (getppid() == parent) {
            kill(parent, SIGUSR1);
            struct timespec pause = {0, 200000};
            nanosleep(&pause, NULL);
        }
        _exit(0);
    }
    int wrong = 0;
    while (caught < 20)
        wrong += waste(1.25) != expected;
    kill(child, SIGKILL);
    wait_for(child);
    printf("disturbed: %d\n", wrong);
}

static void at_no_address(void) {
    install(SIGSEGV, SIG_DFL, 0);
    install(SIGUSR1, (void (*)(int))0x8000000000000000, 0);
    raise(SIGUSR1);
}

int main(void) {
    nesting("plain", 0);
    nesting("SA_NODEFER", SA_NODEFER);
    information();
    errors();
    undisturbed();
    printf("SA_RESETHAND: the second is fatal: %s\n", status_text(status_of(reset)));
    printf("a handler at no address: %s\n", status_text(status_of(at_no_address)));
    install(SIGUSR1, SIG_IGN, 0);
    raise(SIGUSR1);
    printf("ignored: alive\n");
    return 0;
}
