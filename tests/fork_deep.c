// A chain of forty processes, each the child of the one before: all get memory of their own, and
// the statuses come back up through all of them. test: core portable boots=roomy,small,swap
#include "test.h"

static volatile int depth; // in every process another value, at the same address

static int descend(int limit) {
    pid_t pid = start();
    if (pid != 0) {
        int status = wait_for(pid);
        check(WIFEXITED(status));
        return WEXITSTATUS(status);
    }
    int before = depth++;
    int below = depth < limit ? descend(limit) : 0;
    check(depth == before + 1);
    _exit(below + 1);
}

int main(void) {
    printf("ten: %d\n", descend(10));
    printf("forty: %d\n", descend(40));
    printf("mine: %d\n", depth);
    return 0;
}
