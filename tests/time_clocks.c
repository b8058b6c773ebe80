// The clocks: monotonic time never goes back and keeps pace with the time of day; both have
// resolutions; those that don't exist are refused.
// test: portable
#include "test.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

static int64_t clock_now(clockid_t clock) {
    struct timespec time;
    check(clock_gettime(clock, &time) == 0);
    check(time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
    return time.tv_sec * 1000000000l + time.tv_nsec;
}

// A process's own clock counts what the system does for it, too.
static void charged(void) {
    struct rusage usage;
    do
        getrusage(RUSAGE_SELF, &usage);
    while (usage.ru_stime.tv_sec == 0 && usage.ru_stime.tv_usec < 50000);
    int64_t sum = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000l +
                  (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000l;
    printf("the system's work counts: %d\n", clock_now(CLOCK_PROCESS_CPUTIME_ID) >= sum);
}

int main(void) {
    int64_t last = clock_now(CLOCK_MONOTONIC), first = last;
    bool forwards = true;
    for (int i = 0; i < 20000; i++) {
        int64_t next = clock_now(CLOCK_MONOTONIC);
        forwards &= next >= last;
        last = next;
    }
    printf("forwards: %d, it moves: %d\n", forwards, last > first);

    // What passes by the other clocks lies between the shorter and the longer span; each reading
    // may be late.
    const int64_t inexact = 50000000;
    struct tms unused;
    int64_t begin = clock_now(CLOCK_MONOTONIC), real = clock_now(CLOCK_REALTIME);
    clock_t ticks = times(&unused);
    int64_t shorter = -clock_now(CLOCK_MONOTONIC);
    usleep(800000);
    shorter += clock_now(CLOCK_MONOTONIC);
    int64_t passed = clock_now(CLOCK_REALTIME) - real;
    ticks = times(&unused) - ticks;
    int64_t longer = clock_now(CLOCK_MONOTONIC) - begin;
    printf("they keep pace: %d\n", passed > shorter - inexact && passed < longer + inexact);
    printf("ticks of 10 ms: %d\n", ticks >= 79 && ticks <= longer / 10000000 + 1);
    printf("after 2020, before 2100: %d\n",
           real > 1577836800l * 1000000000 && real < 4102444800l * 1000000000);

    struct timeval day;
    check(gettimeofday(&day, NULL) == 0);
    int64_t difference = time(NULL);
    difference -= clock_now(CLOCK_REALTIME) / 1000000000;
    printf("time agrees: %d\n", difference >= -10 && difference <= 0);
    difference = day.tv_sec - clock_now(CLOCK_REALTIME) / 1000000000;
    printf("gettimeofday agrees: %d %d\n", difference >= -10 && difference <= 0,
           day.tv_usec >= 0 && day.tv_usec < 1000000);

    struct timeval second = {.tv_sec = 10, .tv_usec = 1000000};
    printf("no time of day: %s\n", outcome(syscall(SYS_settimeofday, &second, NULL)));
    charged();

    struct timespec resolution;
    check(clock_getres(CLOCK_MONOTONIC, &resolution) == 0);
    printf("resolution: %d\n",
           resolution.tv_sec == 0 && resolution.tv_nsec > 0 && resolution.tv_nsec <= 10000000);
    printf("no such clock: %s", outcome(clock_gettime(99, &resolution)));
    printf(" %s\n", outcome(clock_getres(99, &resolution)));
    printf("no place: %s\n", outcome(clock_getres(CLOCK_REALTIME, NULL)));
    return 0;
}
