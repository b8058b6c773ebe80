// A short sleep ends when it should, not at the next tick of the clock, and so does a timer. (By a
// clock that counts instructions, so that a busy host makes no difference.)
// test: boots=clock
#include "test.h"
#include <sys/time.h>

enum { SLEEPS = 50 };

static volatile int caught;

static void count(int signal) {
    (void)signal;
    caught++;
}

static void sleep_often(void) {
    for (int i = 0; i < SLEEPS; i++)
        pause_for(1);
}

static void be_called_often(void) {
    const struct itimerval every = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    check(signal(SIGALRM, count) != SIG_ERR);
    check(setitimer(ITIMER_REAL, &every, NULL) == 0);
    while (caught < SLEEPS)
        pause();
    check(setitimer(ITIMER_REAL, &never, NULL) == 0);
}

static void takes_milliseconds(void (*body)(void)) {
    long before = milliseconds(CLOCK_MONOTONIC);
    body();
    long took = milliseconds(CLOCK_MONOTONIC) - before;
    check(took >= SLEEPS - 1 && took < 2 * SLEEPS);
}

// A timer that should ring after fewer instructions than its signal takes leaves time for the
// program. (Linux leaves it none.)
static void goes_on(void) {
    const struct itimerval every = {{0, 1}, {0, 1}}, never = {{0, 0}, {0, 0}};
    caught = 0;
    check(setitimer(ITIMER_REAL, &every, NULL) == 0);
    while (caught < 100)
        ;
    check(setitimer(ITIMER_REAL, &never, NULL) == 0);
}

int main(void) {
    takes_milliseconds(sleep_often);
    takes_milliseconds(be_called_often);
    goes_on();
    return 0;
}
