// wait4 tells what the child used: its own faults, memory and time, not its parent's;
// RUSAGE_CHILDREN sums up those waited for, with their own children. test: core portable
#include "test.h"

static uint8_t memory[2000 * PAGE];

static void touch(size_t pages) {
    for (size_t i = 0; i < pages; i++)
        store((uintptr_t)memory + i * PAGE, 1);
}

static struct rusage usage_of(int who) {
    struct rusage usage;
    check(getrusage(who, &usage) == 0);
    return usage;
}

// A child that touches pages, and whose own child touches others.
static struct rusage child(size_t own, size_t grandchild) {
    pid_t pid = start();
    if (pid == 0) {
        pid_t below = grandchild > 0 ? start() : -1;
        if (below == 0) {
            touch(grandchild);
            _exit(0);
        }
        touch(own);
        if (below > 0)
            wait_for(below);
        _exit(0);
    }
    struct rusage usage;
    check(wait4(pid, NULL, 0, &usage) == pid);
    return usage;
}

static bool about(long faults, long wanted) {
    return faults >= wanted && faults < wanted + 200;
}

static long milliseconds_of(const struct rusage *usage) {
    return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000 +
           (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000;
}

static void compute(void) {
    struct rusage usage;
    do
        usage = usage_of(RUSAGE_SELF);
    while (milliseconds_of(&usage) < 1000);
}

// No more than has passed, however busy the host is.
static void time_used(void) {
    struct rusage used, before = usage_of(RUSAGE_CHILDREN);
    long began = milliseconds(CLOCK_MONOTONIC);
    pid_t pid = start_in(compute);
    check(wait4(pid, NULL, 0, &used) == pid);
    struct rusage after = usage_of(RUSAGE_CHILDREN), own = usage_of(RUSAGE_SELF);
    long grown = milliseconds_of(&after) - milliseconds_of(&before);
    long most = milliseconds(CLOCK_MONOTONIC) - began + 20; // it is counted in ticks
    printf("child's time: %d", milliseconds_of(&used) >= 999 && milliseconds_of(&used) <= most);
    printf(", all children's: %d", grown >= 999 && grown <= most);
    printf(", mine: %d\n", milliseconds_of(&own) < 900);
}

static void all(void) {
    struct rusage before = usage_of(RUSAGE_SELF), none = usage_of(RUSAGE_CHILDREN);
    printf("no children yet: %ld\n", none.ru_minflt);
    struct rusage one = child(1000, 0);
    printf("child's faults: %d\n", about(one.ru_minflt, 1000));
    printf("child's memory: %d\n", one.ru_maxrss > 3500 && one.ru_maxrss < 8000);
    struct rusage two = child(500, 1000);
    printf("with grandchild: %d\n", about(two.ru_minflt, 1500));
    struct rusage sum = usage_of(RUSAGE_CHILDREN), after = usage_of(RUSAGE_SELF);
    printf("all children: %d\n", sum.ru_minflt == one.ru_minflt + two.ru_minflt);
    time_used();
    printf("mine: %d\n", after.ru_minflt - before.ru_minflt < 200);
}

// In a process that has certainly had no children: exec keeps what they used.
int main(void) {
    return status_of(all) != 0;
}
