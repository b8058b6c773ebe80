// clock_nanosleep: until a moment or for a time, by the clocks that can; and which are refused.
// test: portable
#include "test.h"
#include <sys/syscall.h>
#include <time.h>

enum { ABSOLUTE = 1 };

static const char *sleep_by(int clock, int flags, const struct timespec *time) {
    return outcome(syscall(SYS_clock_nanosleep, clock, flags, time, NULL));
}

static int64_t now(int clock) {
    struct timespec time;
    check(syscall(SYS_clock_gettime, clock, &time) == 0);
    return time.tv_sec * 1000000000l + time.tv_nsec;
}

static void until(int clock) {
    const int64_t span = 30000000;
    int64_t start = now(clock), moment = start + span;
    struct timespec time = {moment / 1000000000, moment % 1000000000};
    printf("clock %d: %s", clock, sleep_by(clock, ABSOLUTE, &time));
    printf(" not too early: %d", now(clock) >= moment);
    printf(" past: %s", sleep_by(clock, ABSOLUTE, &time));
    start = now(clock);
    time = (struct timespec){0, span};
    printf(" for a time: %s", sleep_by(clock, 0, &time));
    printf(" %d\n", now(clock) >= start + span);
}

int main(void) {
    static const int clocks[] = {0, 1, 7, 11}, others[] = {3, 4, 5, 6, 12, 99, -1};
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        until(clocks[i]);
    const struct timespec none = {0, 0}, negative = {-1, 0}, too_many = {0, 1000000000};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        printf("clock %d: %s\n", others[i], sleep_by(others[i], 0, &none));
    printf("times: %s %s", sleep_by(0, 0, &negative), sleep_by(1, 0, &too_many));
    printf(" %s\n", sleep_by(1, ABSOLUTE, (const struct timespec *)1));

    // The processor's clock counts while we compute, and hardly while we sleep.
    int64_t before = now(2);
    const struct timespec span = {1, 500000000};
    sleep_by(1, 0, &span);
    printf("asleep: %d\n", now(2) - before < 1000000000);
    before = now(2);
    for (int64_t begin = now(1); now(1) < begin + 100000000;)
        continue;
    printf("computing: %d, as a thread: %d\n", now(2) > before, now(3) > before);
    return 0;
}
