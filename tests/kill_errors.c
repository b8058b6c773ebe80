// kill finds whom it means or says ESRCH, refuses numbers that are no signals, and with signal 0
// only looks; a zombie can still be found, and signals do it no harm.
// test: portable
#include "test.h"

int main(void) {
    int end[2];
    char byte;
    check(pipe(end) == 0);
    pid_t pid = start();
    if (pid == 0) {
        check(setpgid(0, 0) == 0);
        _exit(3);
    }
    close(end[1]);
    check(read(end[0], &byte, 1) == 0); // what it held is closed: it is a zombie, or as good as one
    printf("zombie, looking: %s\n", outcome(kill(pid, 0)));
    printf("zombie, SIGKILL: %s\n", outcome(kill(pid, SIGKILL)));
    printf("zombie's group: %s\n", outcome(kill(-pid, SIGTERM)));
    printf("its status: %s\n", status_text(wait_for(pid)));
    printf("buried: %s\n", outcome(kill(pid, 0)));
    printf("its group: %s\n", outcome(kill(-pid, 0)));
    printf("nobody: %s\n", outcome(kill(0x7ffffff0, SIGTERM)));
    printf("myself, looking: %s\n", outcome(kill(getpid(), 0)));
    printf("signal 65: %s\n", outcome(kill(getpid(), 65)));
    printf("signal -1: %s\n", outcome(kill(getpid(), -1)));
    printf("nobody, signal 65: %s\n", outcome(kill(0x7ffffff0, 65)));
    printf("nobody's group: %s\n", outcome(kill(-0x7ffffff0, 0)));
    printf("INT_MIN: %s\n", outcome(kill(INT32_MIN, 0)));
    return 0;
}
