// A short sleep ends when it should, not at the next tick of the clock. (By a clock that counts
// instructions, so that a busy host makes no difference.)
// test: boots=stops
#include "test.h"

enum { SLEEPS = 50 };

int main(void) {
    long before = milliseconds(CLOCK_MONOTONIC);
    for (int i = 0; i < SLEEPS; i++)
        pause_for(1);
    long took = milliseconds(CLOCK_MONOTONIC) - before;
    check(took >= SLEEPS - 1 && took < 2 * SLEEPS);
    return 0;
}
