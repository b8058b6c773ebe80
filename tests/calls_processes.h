// Calls on processes and signals. A parent waits for each child before it goes on, so their calls
// come in one order.
#pragma once
#include "calls.h"
#include <sched.h>

static const char *own_path;
static int depth;               // how many generations of children above
static void operate(int count); // more calls at random

static void note_end(const char *what, pid_t pid) {
    note("%s: %s", what, status_text(wait_for(pid)));
}

// --- Children ------------------------------------------------------------------------------------

// It has copies of the memory and the descriptors, and the open files in common with the parent.
static void do_fork(void) {
    uint64_t count = 1 + random_below(5);
    int status = random_below(256);
    if (depth == 2)
        return;
    note("fork");
    pid_t pid = start();
    if (pid != 0) {
        note_end("child", pid);
        return;
    }
    depth++;
    if (one_in(3))
        note("setsid %d", setsid() == getpid());
    operate(count);
    _exit(status);
}

static void do_vfork(void) {
    pid_t pid = vfork();
    if (pid == 0)
        _exit(3);
    note_end("vfork", pid);
}

// What descriptors are left after exec is in the status of what is executed: see
// descriptors_left().
static void do_exec(void) {
    const char *path = one_in(2) ? own_path : random_path();
    bool own = path == own_path;
    note("exec %s", own ? "itself" : path);
    pid_t pid = start();
    if (pid == 0) {
        execl(path, path, "descriptors", (char *)NULL);
        note("exec %s", result(-1));
        _exit(100);
    }
    note_end("exec", pid);
}

static int descriptors_left(void) {
    int sum = 0;
    for (int fd = FIRST_FD; fd < LAST_FD; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            sum += fd * fd;
    return sum % 100;
}

static void exit_with_nine(int signal) {
    (void)signal;
    _exit(9);
}

// A child that does nothing, but is there when this returns.
static pid_t start_idler(sighandler_t handler, int number) {
    so_far->ready = false;
    pid_t pid = start();
    if (pid == 0) {
        signal(number, handler);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        so_far->ready = true;
        for (;;)
            pause();
    }
    while (!so_far->ready)
        sched_yield();
    return pid;
}

static void do_kill_child(void) {
    static const int numbers[] = {SIGTERM, SIGUSR1, SIGINT, SIGPIPE, SIGALRM, SIGCHLD, SIGWINCH};
    static const sighandler_t handlers[] = {SIG_DFL, SIG_IGN, exit_with_nine};
    int number = ONE_OF(numbers);
    sighandler_t handler = ONE_OF(handlers);
    pid_t pid = start_idler(handler, number);
    note("kill %s", result(kill(pid, number)));
    if (handler == SIG_IGN || (handler == SIG_DFL && (number == SIGCHLD || number == SIGWINCH)))
        kill(pid, SIGKILL); // it is still there
    note_end("killed", pid);
}

static void do_stop_child(void) {
    pid_t pid = start_idler(SIG_DFL, SIGCONT);
    int status;
    note("stop %s", result(kill(pid, SIGSTOP)));
    check(waitpid(pid, &status, WUNTRACED) == pid);
    note("it is %s", status_text(status));
    note("nothing more: %s", result(waitpid(pid, &status, WNOHANG | WUNTRACED)));
    if (one_in(2)) {
        kill(pid, SIGCONT);
        check(waitpid(pid, &status, WCONTINUED) == pid);
        note("it is %s", status_text(status));
    }
    kill(pid, SIGKILL);
    note_end("killed", pid);
}

static void do_wait(void) {
    int status;
    switch (random_below(4)) {
    case 0:
        note("wait %s", result(waitpid(-1, &status, WNOHANG)));
        break;
    case 1:
        note("wait for init %s", result(waitpid(1, &status, 0)));
        break;
    case 2:
        note("wait with bad options %s", result(waitpid(-1, &status, 0x4000)));
        break;
    default:
        note("wait for the group %s", result(waitpid(0, &status, 0)));
    }
}

// --- Signals -------------------------------------------------------------------------------------

// SIGCHLD, which children send when they please, is not among them.
static const int own_signals[] = {SIGUSR1, SIGUSR2, SIGPIPE, SIGHUP, SIGTERM, SIGURG};

static void on_signal(int signal) {
    int error = errno;
    note("handler: %s", signal_name(signal));
    errno = error;
}

static sigset_t random_set(void) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = random_below(3); i >= 0; i--)
        sigaddset(&set, ONE_OF(own_signals));
    return set;
}

static unsigned bits_of(const sigset_t *set) {
    unsigned bits = 0;
    for (int number = 1; number < 32; number++)
        bits |= (unsigned)sigismember(set, number) << number;
    return bits;
}

// Mostly to be handled, for the default ends the sequence.
static void do_action(void) {
    static const int flags[] = {0, 0, SA_NODEFER, SA_RESETHAND, SA_RESTART};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = ONE_OF(flags)}, old;
    int number = one_in(20) ? SIGKILL : ONE_OF(own_signals);
    if (one_in(4))
        action.sa_handler = one_in(10) ? SIG_DFL : SIG_IGN;
    action.sa_mask = random_set();
    int outcome = sigaction(number, &action, &old);
    note("sigaction %d %s", number, result(outcome));
    if (outcome == 0)
        note("before: %d %x %x", old.sa_handler == on_signal, (unsigned)old.sa_flags & 0xf8ffffff,
             bits_of(&old.sa_mask));
}

static void do_mask(void) {
    sigset_t set = random_set(), old, pending;
    int how = one_in(20) ? 7 : (int)random_below(3);
    int outcome = sigprocmask(how, &set, &old);
    note("sigprocmask %d %x %s: %x", how, bits_of(&set), result(outcome),
         outcome == 0 ? bits_of(&old) : 0);
    check(sigpending(&pending) == 0);
    note("sigpending %x", bits_of(&pending));
}

static void do_kill_self(void) {
    int number = ONE_OF(own_signals);
    struct sigaction now;
    sigaction(number, NULL, &now);
    if (now.sa_handler == SIG_DFL && !one_in(20))
        return;
    note("kill self %d", number);
    note("kill %s", result(one_in(2) ? kill(getpid(), number) : raise(number)));
}

static void do_groups(void) {
    int group = one_in(4) ? -1 : 0;
    switch (random_below(4)) {
    case 0:
        note("setpgid %d %s", group, result(setpgid(0, group)));
        break;
    case 1:
        note("getpgrp %d %d", getpgrp() == getpid(), getpgid(0) == getpgrp());
        break;
    case 2:
        note("getsid %d", getsid(0) == getpid());
        break;
    default:
        note("kill nobody %s", result(kill(999999, 0)));
    }
}

// --- Limits --------------------------------------------------------------------------------------

static void do_limit(void) {
    struct rlimit limit = {.rlim_cur = 6 + random_below(40), .rlim_max = 64};
    note("umask %o", umask(random_below(64)));
    if (one_in(4))
        note("setrlimit %ld %s", (long)limit.rlim_cur, result(setrlimit(RLIMIT_NOFILE, &limit)));
    check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    note("getrlimit %ld", (long)limit.rlim_cur);
}

static operation *const process_operations[] = {
    do_fork,       do_fork,       do_fork,      do_vfork,  do_exec,
    do_kill_child, do_stop_child, do_wait,      do_action, do_action,
    do_mask,       do_kill_self,  do_kill_self, do_groups, do_limit,
};
