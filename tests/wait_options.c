// wait4 and its options: whom it waits for by pid or group, WNOHANG, stopped and continued children
// told once each and only to who asks, ECHILD without children, EINVAL for what doesn't exist.
// test: portable
#include "test.h"

static int gate[2]; // children end when it is closed

static pid_t sleeper(int status) {
    pid_t pid = start();
    if (pid != 0)
        return pid;
    wait_until_closed(gate);
    _exit(status);
}

static void show(const char *what, pid_t wanted, int options) {
    int status = -1;
    pid_t pid = waitpid(wanted, &status, options);
    if (pid > 0)
        printf("%s: %s\n", what, status_text(status));
    else
        printf("%s: %s\n", what, pid == 0 ? "nothing" : errno_name(errno));
}

static void no_children(void) {
    show("no child", -1, 0);
    show("no child, not waiting", -1, WNOHANG);
    show("a process that is no child", getppid(), 0);
    show("myself", getpid(), 0);
    show("no such group", -getpid(), 0);
    show("wrong option", -1, 0x40);
    show("INT_MIN", INT32_MIN, 0);
}

static void stop_and_continue(void) {
    check(pipe(gate) == 0);
    pid_t pid = sleeper(5);
    check(setpgid(pid, 0) == 0); // SIGTSTP does not stop a group that nobody could continue
    show("runs", pid, WNOHANG | WUNTRACED | WCONTINUED);
    kill(pid, SIGSTOP);
    await_state(pid, 'T');
    show("not asked for", pid, WNOHANG | WCONTINUED);
    show("stopped", pid, WUNTRACED);
    show("told once", pid, WNOHANG | WUNTRACED);
    kill(pid, SIGCONT);
    show("not asked for", pid, WNOHANG | WUNTRACED);
    show("continued", pid, WCONTINUED);
    show("told once", pid, WNOHANG | WCONTINUED);
    kill(pid, SIGTSTP);
    show("stopped again", pid, WUNTRACED);
    kill(pid, SIGCONT);
    kill(pid, SIGSTOP);
    show("and again", pid, WUNTRACED);
    kill(pid, SIGKILL);
    show("killed while stopped", pid, 0);
    show("gone", pid, 0);
    close(gate[0]);
    close(gate[1]);
}

// SIGCONT continues also whoever blocks it.
static void continue_deaf(void) {
    pid_t pid = start();
    if (pid == 0) {
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_SETMASK, &all, NULL);
        raise(SIGSTOP);
        _exit(7);
    }
    show("stopped", pid, WUNTRACED);
    kill(pid, SIGCONT);
    show("deaf", pid, 0);
}

static void bad_addresses(void) {
    pid_t pid = start();
    if (pid == 0)
        _exit(8);
    printf("status to nowhere: %s\n", outcome(waitpid(pid, (int *)1, 0)));
    show("then", pid, 0);
    pid = start();
    if (pid == 0)
        _exit(8);
    printf("usage to nowhere: %s\n", outcome(wait4(pid, NULL, 0, (struct rusage *)1)));
    show("then", pid, 0);
}

static void groups(void) {
    check(pipe(gate) == 0);
    pid_t mine = sleeper(1), other = sleeper(2), third = sleeper(3);
    check(setpgid(other, 0) == 0 && setpgid(third, other) == 0);
    close(gate[1]);
    show("my group", 0, 0);
    show("my group again", 0, 0);
    show("one pid", third, 0);
    show("the other group", -other, 0);
    show("the other group again", -other, 0);
    show("anybody", -1, 0);
    check(mine > 0);
}

static void not_waiting(void) {
    check(pipe(gate) == 0);
    pid_t pid = sleeper(6);
    show("not yet", pid, WNOHANG);
    close(gate[1]);
    int status;
    while (waitpid(-1, &status, WNOHANG) == 0)
        usleep(1000);
    printf("then: %s\n", status_text(status));
}

int main(void) {
    no_children();
    stop_and_continue();
    continue_deaf();
    bad_addresses();
    groups();
    not_waiting();
    return 0;
}
