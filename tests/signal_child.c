// SIGCHLD tells what became of a child: it exited, was killed, stopped or continued, but with
// SA_NOCLDSTOP only of its end; with SA_NOCLDWAIT none stays a zombie. A process group that nobody
// is left to look after gets SIGHUP and SIGCONT if one of it is stopped, and no typed stop any
// more. test: portable
#include "test.h"
#include <time.h>

static sigset_t child_signal;

static void sleep_for_ever(void) {
    for (;;)
        usleep(1000000);
}

static time_t patience; // seconds: long where a signal must come, however busy the machine is

// What SIGCHLD, which is blocked, told; or that none came.
static void show_told(const char *what, pid_t pid) {
    struct timespec time = {patience, 200000000};
    siginfo_t info;
    if (sigtimedwait(&child_signal, &info, &time) < 0) {
        printf("%s: nothing\n", what);
        return;
    }
    printf("%s: code %d, status %d, the child's pid %d\n", what, info.si_code, info.si_status,
           info.si_pid == pid);
}

static void ignore(int signal) {
    (void)signal;
}

static void install(int flags) {
    struct sigaction action = {.sa_handler = ignore, .sa_flags = flags};
    check(sigaction(SIGCHLD, &action, NULL) == 0);
}

static void lives(const char *name, int flags) {
    printf("%s\n", name);
    install(flags);
    patience = flags & SA_NOCLDSTOP ? 0 : 20;
    pid_t pid = start_in(sleep_for_ever);
    check(setpgid(pid, 0) == 0);
    kill(pid, SIGSTOP);
    show_told("stopped", pid);
    kill(pid, SIGCONT);
    show_told("continued", pid);
    patience = 20;
    kill(pid, SIGTERM);
    show_told("killed", pid);
    printf("wait: %s\n", outcome(waitpid(pid, NULL, 0)));
    pid = start();
    if (pid == 0)
        _exit(77);
    show_told("exited", pid);
    printf("wait: %s\n", outcome(waitpid(pid, NULL, 0)));
}

// ---- Orphaned groups

static int report[2];

static void say(char what) {
    check(write(report[1], &what, 1) == 1);
}

static void tell_signal(int signal) {
    say(signal == SIGHUP ? 'H' : 'C');
}

// The member of a group whose parent is to end; it says which signals it gets.
static void be_member(pid_t parent, bool stops, bool own_group) {
    struct sigaction action = {.sa_handler = tell_signal};
    sigfillset(&action.sa_mask); // one after the other
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGCONT, &action, NULL);
    if (own_group)
        check(setpgid(0, 0) == 0);
    say('b');
    if (stops)
        raise(SIGSTOP);
    while (getppid() == parent)
        usleep(1000);
    raise(SIGTSTP);
    say('e');
    _exit(0);
}

// Leads a group, and ends when its child is stopped, if it is to be.
static void leave_orphan(bool stops, bool own_group) {
    check(setpgid(0, 0) == 0);
    pid_t parent = getpid(), pid = start();
    if (pid == 0)
        be_member(parent, stops, own_group);
    if (stops)
        check(waitpid(pid, NULL, WUNTRACED) == pid);
    _exit(0);
}

static void orphans(const char *what, bool stops, bool own_group) {
    char text[64] = "";
    ssize_t n, length = 0;
    check(pipe(report) == 0);
    pid_t pid = start();
    if (pid == 0) {
        check(setsid() == getpid());
        pid_t leader = start();
        if (leader == 0)
            leave_orphan(stops, own_group);
        _exit(wait_for(leader));
    }
    close(report[1]);
    while ((n = read(report[0], text + length, sizeof text - 1 - length)) > 0)
        length += n;
    close(report[0]);
    check(wait_for(pid) == 0);
    printf("%s: %s\n", what, text);
}

// Not orphaned while the parent lives, which looks after it from another group.
static void minded(void) {
    check(pipe(report) == 0);
    pid_t pid = start();
    if (pid == 0) {
        check(setpgid(0, 0) == 0);
        pid_t other = start_in(sleep_for_ever), ended = start();
        if (ended == 0)
            _exit(0);
        wait_for(ended);
        raise(SIGTSTP);
        kill(other, SIGKILL);
        wait_for(other);
        _exit(5);
    }
    int status;
    check(waitpid(pid, &status, WUNTRACED) == pid);
    printf("minded: %s\n", status_text(status));
    kill(pid, SIGCONT);
    printf("minded: %s\n", status_text(wait_for(pid)));
}

// Nor when one of several that are looked after ends.
static void still_minded(void) {
    pid_t stopped = start();
    if (stopped == 0) {
        check(setpgid(0, 0) == 0);
        raise(SIGSTOP);
        _exit(6);
    }
    check(waitpid(stopped, NULL, WUNTRACED) == stopped);
    pid_t leaving = start();
    if (leaving == 0)
        _exit(setpgid(0, stopped));
    check(wait_for(leaving) == 0);
    kill(stopped, SIGCONT);
    printf("still minded: %s\n", status_text(wait_for(stopped)));
}

int main(void) {
    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_signal, NULL);
    lives("plain", 0);
    lives("SA_NOCLDSTOP", SA_NOCLDSTOP);
    lives("SA_NOCLDWAIT", SA_NOCLDWAIT);
    signal(SIGCHLD, SIG_DFL);
    orphans("stopped", true, false);
    orphans("stopped, in a group of its own", true, true);
    orphans("not stopped", false, false);
    minded();
    still_minded();
    return 0;
}
