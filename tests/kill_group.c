// A signal to a group reaches all of its processes and nobody else; groups are left and joined only
// as the rules of sessions allow.
// test: portable
#include "test.h"

static pid_t in_group(pid_t group) {
    pid_t pid = start();
    if (pid == 0) {
        for (;;)
            usleep(1000000);
    }
    check(setpgid(pid, group) == 0);
    return pid;
}

static void send_to_own_group(void) {
    check(setpgid(0, 0) == 0);
    pid_t friend = in_group(getpid());
    pid_t stranger = in_group(0);
    signal(SIGTERM, SIG_IGN); // after the others were born
    check(kill(0, SIGTERM) == 0);
    printf("friend: %s\n", status_text(wait_for(friend)));
    printf("stranger: %d\n", waitpid(stranger, NULL, WNOHANG));
    kill(stranger, SIGKILL);
    wait_for(stranger);
}

static void sessions(void) {
    pid_t older = in_group(0);
    printf("new session: %s\n", setsid() == getpid() ? "mine" : errno_name(errno));
    printf("session and group: %d %d\n", getsid(0) == getpid(), getpgrp() == getpid());
    printf("once more: %s\n", outcome(setsid()));
    printf("leader's group: %s\n", outcome(setpgid(0, 0)));
    printf("a child left behind: %s\n", outcome(setpgid(older, older)));
    kill(older, SIGKILL);
    wait_for(older);
    pid_t child = in_group(0);
    printf("child's session: %d\n", getsid(child) == getpid());
    printf("child's group: %d\n", getpgid(child) == child);
    printf("into no group: %s\n", outcome(setpgid(child, 0x7ffffff0)));
    printf("into mine: %s\n", outcome(setpgid(child, getpid())));
    kill(child, SIGKILL);
    wait_for(child);
}

// A child in a session of its own can't be given a group.
static void child_elsewhere(void) {
    int ready[2];
    char byte;
    check(pipe(ready) == 0);
    pid_t pid = start();
    if (pid == 0) {
        setsid();
        check(write(ready[1], "!", 1) == 1);
        for (;;)
            usleep(1000000);
    }
    check(read(ready[0], &byte, 1) == 1);
    printf("of a child in another session: %s\n", outcome(setpgid(pid, getpgrp())));
    printf("into another session's group: %s\n", outcome(setpgid(0, pid)));
    printf("of the parent: %s\n", outcome(setpgid(getppid(), getppid())));
    kill(pid, SIGKILL);
    wait_for(pid);
}

// Nor can one that runs another program now.
static void child_after_exec(void) {
    int ready[2];
    char byte;
    check(pipe2(ready, O_CLOEXEC) == 0);
    pid_t pid = start();
    if (pid == 0) {
        execl(beside("sleep_long"), "sleep_long", (char *)NULL);
        _exit(127);
    }
    close(ready[1]);
    check(read(ready[0], &byte, 1) == 0);
    printf("of a child after exec: %s\n", outcome(setpgid(pid, 0)));
    kill(pid, SIGKILL);
    wait_for(pid);
}

int main(void) {
    pid_t one = in_group(0), two = in_group(one), other = in_group(0);
    printf("same group: %d %d\n", getpgid(one) == one, getpgid(two) == one);
    check(kill(-one, SIGUSR1) == 0);
    printf("one: %s\n", status_text(wait_for(one)));
    printf("two: %s\n", status_text(wait_for(two)));
    printf("other: %d\n", waitpid(other, NULL, WNOHANG));
    printf("empty group: %s\n", outcome(kill(-one, 0)));
    kill(other, SIGKILL);
    wait_for(other);

    printf("own group: %s\n", status_text(status_of(send_to_own_group)));
    printf("sessions: %s\n", status_text(status_of(sessions)));

    printf("of nobody: %s\n", outcome(getpgid(0x7ffffff0)));
    printf("session of nobody: %s\n", outcome(getsid(0x7ffffff0)));
    for (pid_t pid = -1; pid > -300; pid--)
        check(getpgid(pid) == -1 && errno == ESRCH && getsid(pid) == -1 && errno == ESRCH);
    printf("negative group: %s\n", outcome(setpgid(0, -1)));
    printf("of a stranger: %s\n", outcome(setpgid(0x7ffffff0, 0)));
    child_elsewhere();
    child_after_exec();
    return 0;
}
