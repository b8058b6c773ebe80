// waitid: which children by pid or group, which of their news, told once or again (WNOWAIT), as a
// siginfo that is all zero when there are none; what is wrong with the arguments.
// test: portable
#include "test.h"

static pid_t stay(void) {
    pid_t pid = start();
    if (pid != 0)
        return pid;
    for (;;)
        pause();
}

static void show(const char *what, idtype_t type, id_t id, int options, pid_t child) {
    siginfo_t info;
    memset(&info, 0x55, sizeof info);
    int result = waitid(type, id, &info, options);
    if (result < 0)
        printf("%s: %s, ", what, errno_name(errno));
    else
        printf("%s: %d, ", what, result);
    printf("signal %d code %d status %d", info.si_signo, info.si_code, info.si_status);
    printf(" pid %s", info.si_pid == child ? "right" : info.si_pid ? "wrong" : "none");
    printf(" uid %s\n", info.si_uid == (child ? getuid() : 0) ? "right" : "wrong");
}

static void ends(void) {
    pid_t pid = start();
    if (pid == 0)
        _exit(300);
    show("exited, kept", P_PID, pid, WEXITED | WNOWAIT, pid);
    show("again", P_ALL, 0, WEXITED | WNOWAIT, pid);
    show("not asked for", P_PID, pid, WSTOPPED | WCONTINUED | WNOHANG, 0);
    show("for good", P_PID, pid, WEXITED, pid);
    show("no child left", P_PID, pid, WEXITED, 0);
    pid = stay();
    kill(pid, SIGKILL);
    show("killed", P_ALL, 0, WEXITED, pid);
}

static void stops(void) {
    pid_t pid = stay();
    show("runs", P_PID, pid, WEXITED | WSTOPPED | WCONTINUED | WNOHANG, 0);
    kill(pid, SIGSTOP);
    show("stopped, kept", P_PID, pid, WSTOPPED | WNOWAIT, pid);
    show("stopped", P_PID, pid, WSTOPPED, pid);
    show("told", P_PID, pid, WSTOPPED | WNOHANG, 0);
    kill(pid, SIGCONT);
    show("continued, kept", P_PID, pid, WCONTINUED | WNOWAIT, pid);
    show("continued", P_PID, pid, WCONTINUED, pid);
    show("told", P_PID, pid, WCONTINUED | WNOHANG, 0);
    kill(pid, SIGTERM);
    show("ended", P_PID, pid, WEXITED, pid);
}

static void groups(void) {
    pid_t here = stay(), there = stay();
    check(setpgid(there, there) == 0);
    kill(there, SIGTERM);
    show("another group", P_PGID, there, WEXITED, there);
    show("that group now", P_PGID, there, WEXITED, 0);
    show("group 1", P_PGID, 1, WEXITED | WNOHANG, 0);
    kill(here, SIGTERM);
    show("own group", P_PGID, getpgrp(), WEXITED, here);
}

static void refused(void) {
    pid_t pid = stay();
    show("no event", P_PID, pid, WNOHANG, 0);
    show("no such option", P_PID, pid, WEXITED | 0x40, 0);
    show("no such type", 77, pid, WEXITED, 0);
    show("pid 0", P_PID, 0, WEXITED, 0);
    show("group -1", P_PGID, -1, WEXITED, 0);
    kill(pid, SIGTERM);
    printf("nowhere to: %s", outcome(waitid(P_PID, pid, (void *)8, WEXITED)));
    printf(", it is gone: %s\n", outcome(waitid(P_PID, pid, NULL, WEXITED)));
    pid = stay();
    kill(pid, SIGTERM);
    printf("not told: %s\n", outcome(waitid(P_PID, pid, NULL, WEXITED)));
}

int main(void) {
    ends();
    stops();
    groups();
    refused();
    return 0;
}
