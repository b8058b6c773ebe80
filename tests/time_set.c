// Who sleeps until a time of day sleeps no longer when the clock is set beyond that; who sleeps for
// a time does not mind. The vDSO shows the new time at once. test:
#include "bench/vdso.h"
#include "poll.h"
#include <sys/time.h>
#include <time.h>

enum { CLOCK_ABSOLUTE = 1, HOUR = 3600 };

static int64_t seconds(void) {
    struct timespec now;
    check(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return now.tv_sec;
}

static void set(int64_t time) {
    struct timeval wanted = {time, 0};
    check(syscall(SYS_settimeofday, &wanted, NULL) == 0);
    struct timespec now;
    int (*read_clock)(clockid_t, struct timespec *) = find_in_vdso("__vdso_clock_gettime");
    check(read_clock(CLOCK_REALTIME, &now) == 0 && now.tv_sec >= time && now.tv_sec < time + 60);
}

static void sleep_until_later(void) {
    struct timespec later = {seconds() + HOUR, 0};
    check(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, CLOCK_ABSOLUTE, &later, NULL) == 0);
}

static void sleep_for_a_time(void) {
    struct timespec span = {0, 400000000};
    long start = milliseconds(CLOCK_MONOTONIC);
    check(syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, &span, NULL) == 0);
    check(milliseconds(CLOCK_MONOTONIC) - start >= 400);
}

int main(void) {
    pid_t until = start_in(sleep_until_later), span = start_in(sleep_for_a_time);
    check(sleeps(until) && sleeps(span));
    int64_t now = seconds();
    set(now + HOUR);
    check(wait_for(until) == 0);
    set(now);
    check(wait_for(span) == 0);
    return 0;
}
