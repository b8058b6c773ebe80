// Fifty children at once, and a tree of 63 processes: each ends once, with its own status, and is
// waited for once.
// test: core portable boots=roomy,small,swap
#include "test.h"

enum { CHILDREN = 50 };

static int tree(int levels) {
    int count = 1;
    if (levels == 1)
        return count;
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = start();
        if (children[i] == 0)
            _exit(tree(levels - 1));
    }
    for (int i = 1; i >= 0; i--)
        count += WEXITSTATUS(wait_for(children[i]));
    return count;
}

int main(void) {
    int gate[2];
    check(pipe(gate) == 0);
    pid_t pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = start();
        if (pids[i] == 0) {
            wait_until_closed(gate); // all are there before the first one ends
            _exit(100 + i);
        }
    }
    close(gate[1]);

    bool seen[CHILDREN] = {false};
    int status, count = 0;
    for (pid_t pid; (pid = wait(&status)) > 0; count++) {
        int i = 0;
        while (i < CHILDREN && pids[i] != pid)
            i++;
        check(i < CHILDREN && !seen[i] && WIFEXITED(status) && WEXITSTATUS(status) == 100 + i);
        seen[i] = true;
    }
    printf("children: %d, then %s\n", count, errno_name(errno));
    printf("tree: %d\n", tree(6));
    return 0;
}
