// Many processes, each with a timer that should ring all the time, leave at least half of the
// processor to a program that computes. (By a clock that counts instructions.)
// test: boots=clock timeout=120
#include "test.h"
#include <sys/time.h>

enum { PROCESSES = 300, ROUNDS = 5000000 };

// The signal stays pending, so the process runs no more.
static void ring(int gate[2]) {
    const struct itimerval every = {{0, 1}, {0, 1}};
    sigset_t alarm_signal;
    sigemptyset(&alarm_signal);
    sigaddset(&alarm_signal, SIGALRM);
    check(sigprocmask(SIG_BLOCK, &alarm_signal, NULL) == 0);
    check(setitimer(ITIMER_REAL, &every, NULL) == 0);
    wait_until_closed(gate);
}

static long compute(void) {
    long before = milliseconds(CLOCK_MONOTONIC);
    for (volatile int i = 0; i < ROUNDS; i++)
        ;
    return milliseconds(CLOCK_MONOTONIC) - before;
}

int main(void) {
    int gate[2];
    check(pipe(gate) == 0);
    long alone = compute();
    for (int i = 0; i < PROCESSES; i++)
        if (start() == 0) {
            ring(gate);
            _exit(0);
        }
    long beside = compute();
    close(gate[1]);
    close(gate[0]);
    while (wait(NULL) > 0)
        ;
    printf("alone %ld ms, beside the timers %ld ms\n", alone, beside);
    return beside < 2 * alone ? 0 : 1;
}
