// A lends its memory to B by vfork, B lends it on to C, and C kills B. A waits until C, too, has
// returned the memory: one process runs in it at a time. (On Linux A and C run at once, as threads
// do.)
// test: boots=roomy,small,swap,eager
#include "test.h"
#include <sched.h>

static volatile pid_t middle;
static volatile int end_of_last;

static void run_last(void) {
    kill(middle, SIGKILL);
    for (int i = 0; i < 50; i++) {
        pause_for(1);
        sched_yield();
    }
    end_of_last = 1;
    _exit(0);
}

static void run_middle(void) {
    middle = getpid();
    if (vfork() == 0)
        run_last();
    _exit(1); // never
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        end_of_last = 0;
        pid_t pid = vfork();
        if (pid == 0)
            run_middle();
        check(end_of_last == 1);
        check(strcmp(status_text(wait_for(pid)), "SIGKILL") == 0);
    }
    return 0;
}
