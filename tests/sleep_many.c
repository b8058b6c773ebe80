// Many processes that sleep for different times, in no order: none wakes early, all wake, and one
// that sleeps longest doesn't keep the others.
// test: core portable boots=roomy,small
#include "test.h"

enum { SLEEPERS = 40, STEP = 5 }; // ms

static void sleeper(int number) {
    long wanted = (number * 7 % SLEEPERS + 1) * STEP, before = milliseconds(CLOCK_MONOTONIC);
    pause_for(wanted);
    _exit(milliseconds(CLOCK_MONOTONIC) - before < wanted - 1); // both are cut to a whole number
}

int main(void) {
    pid_t pids[SLEEPERS];
    int early = 0;
    pid_t longest = start();
    if (longest == 0) {
        pause_for(1000 * 1000);
        _exit(1);
    }
    for (int i = 0; i < SLEEPERS; i++)
        if ((pids[i] = start()) == 0)
            sleeper(i);
    for (int i = 0; i < SLEEPERS; i++)
        early += wait_for(pids[i]) != 0;
    check(kill(longest, SIGKILL) == 0);
    printf("%d of %d too early; the longest: %s\n", early, SLEEPERS,
           status_text(wait_for(longest)));
    return 0;
}
