// Orphans go to the nearest process above that wants them (PR_SET_CHILD_SUBREAPER), and a process
// gets the signal that it asked for when its parent ends (PR_SET_PDEATHSIG); fork passes on
// neither, exec both.
// test: portable
#include "test.h"
#include <sys/prctl.h>

static int end_signal(void) {
    int signal = -1;
    check(prctl(PR_GET_PDEATHSIG, &signal) == 0);
    return signal;
}

static int adopts(void) {
    int answer = -1;
    check(prctl(PR_GET_CHILD_SUBREAPER, &answer) == 0);
    return answer;
}

// A child, whose own child asks for the signal, or not, and waits until its parent is gone.
static void leave_an_orphan(int signal) {
    int ready[2];
    check(pipe(ready) == 0);
    pid_t middle = start();
    if (middle == 0) {
        pid_t parent = getpid();
        if (start() == 0) {
            if (signal)
                check(prctl(PR_SET_PDEATHSIG, signal) == 0);
            check(write(ready[1], "", 1) == 1);
            for (int i = 0; i < 500 && getppid() == parent; i++)
                pause_for(10);
            _exit(7);
        }
        char byte;
        check(read(ready[0], &byte, 1) == 1);
        _exit(0);
    }
    close(ready[0]);
    close(ready[1]);
    int status;
    printf("its parent: %s", status_text(wait_for(middle)));
    check(waitpid(-1, &status, 0) > 0);
    printf(", the orphan: %s\n", status_text(status));
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("after exec: signal %d, adopts %d\n", end_signal(), adopts());
        return 0;
    }
    printf("at first: signal %d, adopts %d\n", end_signal(), adopts());
    printf("no such signal: %s\n", outcome(prctl(PR_SET_PDEATHSIG, 65)));
    check(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && prctl(PR_SET_PDEATHSIG, SIGUSR1) == 0);
    printf("asked for: signal %d, adopts %d\n", end_signal(), adopts());
    pid_t pid = start();
    if (pid == 0) {
        printf("a child: signal %d, adopts %d\n", end_signal(), adopts());
        fflush(stdout);
        _exit(0);
    }
    check(wait_for(pid) == 0);
    leave_an_orphan(0);
    leave_an_orphan(SIGTERM);
    fflush(stdout);
    proof_hand_on();
    execl(argv[0], argv[0], "again", (char *)NULL);
    return 1;
}
