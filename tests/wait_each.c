// Each child is reported once, whatever the order of their ends: with the status that is its own;
// while it runs, there is nothing to report; afterwards it is no child any more.
// test: core portable boots=roomy,small
#include "test.h"

#include <sched.h>

enum { CHILDREN = 40 };

int main(void) {
    int gate[2], status, right = 0;
    pid_t pids[CHILDREN];
    check(pipe(gate) == 0);
    for (int i = 0; i < CHILDREN; i++) {
        if ((pids[i] = start()) == 0) {
            wait_until_closed(gate);
            for (int rounds = i * 7 % CHILDREN; rounds > 0; rounds--)
                sched_yield();
            _exit(i + 1);
        }
    }
    printf("while they run: %d\n", (int)waitpid(-1, &status, WNOHANG));
    close(gate[1]);
    pid_t pid;
    while ((pid = waitpid(-1, &status, 0)) > 0) {
        for (int i = 0; i < CHILDREN; i++) {
            if (pids[i] != pid)
                continue;
            right += WIFEXITED(status) && WEXITSTATUS(status) == i + 1;
            pids[i] = 0;
        }
    }
    printf("%d of %d, then: %s\n", right, CHILDREN, outcome(pid));
    printf("its own parent: %s\n", outcome(waitpid(getpid(), &status, 0)));
    return 0;
}
