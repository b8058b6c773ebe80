// The clocks: monotonic time never goes back and keeps pace with the time of day; both have
// resolutions; a process's own clock can be read by others; those that don't exist are refused.
// test: portable
#include "test.h"
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
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

// The number of a process's clock, as clock_getcpuclockid computes it; 0: of whoever asks.
static clockid_t clock_of(pid_t pid) {
    return ~(unsigned)pid << 3 | 2;
}

// What a child's clock shows, at its end.
static void of_a_child(void) {
    pid_t child = fork();
    if (child == 0) {
        while (clock_now(CLOCK_PROCESS_CPUTIME_ID) < 30000000)
            ;
        _exit(0);
    }
    siginfo_t end;
    check(waitid(P_PID, child, &end, WEXITED | WNOWAIT) == 0);
    clockid_t clock = clock_of(child);
    printf("a child's clock: %d\n", clock_now(clock) >= 30000000);
    // Its thread's clock is nobody else's business; the last number counts nothing.
    struct timespec unused;
    printf("its thread's: %s\n", outcome(syscall(SYS_clock_gettime, clock | 4, &unused)));
    printf("nothing's: %s\n", outcome(syscall(SYS_clock_gettime, clock | 1, &unused)));
    check(waitpid(child, NULL, 0) == child);
    printf("after it: %s\n", outcome(syscall(SYS_clock_gettime, clock, &unused)));

    const clockid_t own[] = {clock_of(0), clock_of(0) | 4, clock_of(getpid()),
                             clock_of(getpid()) | 4};
    for (int i = 0; i < 4; i++) {
        int64_t before = clock_now(CLOCK_PROCESS_CPUTIME_ID), now = clock_now(own[i]);
        bool agrees = now >= before && now <= clock_now(CLOCK_PROCESS_CPUTIME_ID);
        printf("%s%d", i ? " " : "its own: ", agrees);
    }
    printf("\n");
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
    // may be late, and Linux counts no ticks while the machine it runs on does other work.
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
    printf("ticks of 10 ms: %d\n",
           ticks > (shorter - inexact) / 10000000 - 2 && ticks < (longer + inexact) / 10000000 + 2);
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
    of_a_child();

    struct timespec resolution;
    check(clock_getres(CLOCK_MONOTONIC, &resolution) == 0);
    printf("resolution: %d\n",
           resolution.tv_sec == 0 && resolution.tv_nsec > 0 && resolution.tv_nsec <= 10000000);
    printf("no such clock: %s", outcome(clock_gettime(99, &resolution)));
    printf(" %s\n", outcome(clock_getres(99, &resolution)));
    printf("no place: %s\n", outcome(clock_getres(CLOCK_REALTIME, NULL)));
    return 0;
}
