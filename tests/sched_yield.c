// sched_yield lets others run: two processes that wait for each other by yielding alone both end.
// test: core portable
#include "test.h"
#include <sched.h>

int main(void) {
    int there[2], back[2];
    check(pipe2(there, O_NONBLOCK) == 0 && pipe2(back, O_NONBLOCK) == 0);
    pid_t child = start();
    char byte;
    for (int round = 0; round < 500; round++) {
        if (child == 0) {
            while (read(there[0], &byte, 1) != 1)
                check(sched_yield() == 0);
            check(write(back[1], "b", 1) == 1);
        } else {
            check(write(there[1], "a", 1) == 1);
            while (read(back[0], &byte, 1) != 1)
                check(sched_yield() == 0);
        }
    }
    if (child == 0)
        _exit(7);
    printf("%s\n", status_text(wait_for(child)));
    return 0;
}
