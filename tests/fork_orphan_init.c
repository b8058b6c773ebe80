// Orphans go to process 1, also those that have already ended, and it waits for them: none stays a
// zombie.
// test: boots=roomy
#include "test.h"

// Waits until there is no process with this pid.
static void gone(pid_t pid) {
    while (kill(pid, 0) == 0)
        usleep(10000);
    check(errno == ESRCH);
}

int main(void) {
    int report[2], parent_gate[2], orphan_gate[2];
    check(pipe(report) == 0 && pipe(parent_gate) == 0 && pipe(orphan_gate) == 0);
    pid_t child = start();
    if (child == 0) {
        pid_t pids[2];
        pids[0] = start(); // a zombie when its parent ends
        if (pids[0] == 0)
            _exit(1);
        pids[1] = start(); // outlives its parent
        if (pids[1] == 0) {
            close(parent_gate[1]);
            wait_until_closed(orphan_gate);
            check(getppid() == 1);
            _exit(2);
        }
        await_state(pids[0], 'Z');
        check(write(report[1], pids, sizeof pids) == sizeof pids);
        wait_until_closed(parent_gate);
        _exit(0);
    }
    pid_t pids[2];
    check(read(report[0], pids, sizeof pids) == sizeof pids);
    check(kill(pids[0], 0) == 0); // a zombie still has its pid
    close(parent_gate[1]);
    check(wait_for(child) == 0);
    gone(pids[0]);
    close(orphan_gate[1]);
    gone(pids[1]);
    return 0;
}
