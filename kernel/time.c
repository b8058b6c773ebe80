// The system calls about time. One clock counts from the boot, another one is ahead of it by a
// constant: the time of day at the boot.
#include "kernel/time.h"
#include "kernel/abi.h"
#include "kernel/dev/clock.h"
#include "kernel/dev/timer.h"
#include "kernel/errno.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"
#include "proc/signal.h"

enum clock {
    CLOCK_REALTIME,
    CLOCK_MONOTONIC,
    CLOCK_PROCESS_CPUTIME,
    CLOCK_THREAD_CPUTIME,
    CLOCK_MONOTONIC_RAW,
    CLOCK_REALTIME_COARSE,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_BOOTTIME,
};

#define SECOND 1000000000ul // in nanoseconds, the kernel's unit of time

static struct timespec to_timespec(uint64_t ns) {
    return (struct timespec){ns / SECOND, ns % SECOND};
}

static int clock_now(int clock, uint64_t *ns) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        *ns = clock_realtime();
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        *ns = timer_now();
        return 0;
    case CLOCK_PROCESS_CPUTIME:
    case CLOCK_THREAD_CPUTIME:
        *ns = current->usage.user_ns + current->usage.system_ns;
        return 0;
    default:
        return -EINVAL;
    }
}

int64_t sys_clock_gettime(int clock, uint64_t time) {
    uint64_t ns;
    if (clock_now(clock, &ns) < 0)
        return -EINVAL;
    struct timespec now = to_timespec(ns);
    return copy_to_user(time, &now, sizeof now);
}

int64_t sys_clock_getres(int clock, uint64_t resolution) {
    uint64_t ns;
    if (clock_now(clock, &ns) < 0)
        return -EINVAL;
    bool counts_ticks = clock == CLOCK_PROCESS_CPUTIME || clock == CLOCK_THREAD_CPUTIME;
    struct timespec step = to_timespec(counts_ticks ? SECOND / TIMER_HZ : 1);
    return resolution ? copy_to_user(resolution, &step, sizeof step) : 0;
}

int64_t sys_gettimeofday(uint64_t time, uint64_t zone) {
    uint64_t ns = clock_realtime();
    struct timeval now = {ns / SECOND, ns % SECOND / 1000};
    if (time && copy_to_user(time, &now, sizeof now) < 0)
        return -EFAULT;
    return zone ? zero_user(zone, sizeof(struct timezone)) : 0;
}

int64_t sys_time(uint64_t time) {
    int64_t seconds = clock_realtime() / SECOND;
    if (time && copy_to_user(time, &seconds, sizeof seconds) < 0)
        return -EFAULT;
    return seconds;
}

int time_from_user(uint64_t from, uint64_t *ns) {
    struct timespec span;
    if (copy_from_user(&span, from, sizeof span) < 0)
        return -EFAULT;
    if (span.seconds < 0 || span.nanoseconds < 0 || span.nanoseconds >= (int64_t)SECOND)
        return -EINVAL;
    int64_t longest = (INT64_MAX - timer_now()) / SECOND - 1;
    *ns = (span.seconds < longest ? span.seconds : longest) * SECOND + span.nanoseconds;
    return 0;
}

// What is left when a signal interrupts it is told to the program, and kept for the case that it
// was only stopped.
int64_t sys_nanosleep(uint64_t duration, uint64_t remaining) {
    uint64_t ns;
    int error = time_from_user(duration, &ns);
    if (error < 0)
        return error;
    uint64_t deadline = signal_deadline(timer_now() + ns);
    while ((error = sleep_until(current, deadline)) == 0)
        ;
    if (error == -ETIMEDOUT)
        return 0;
    uint64_t now = timer_now();
    struct timespec left = to_timespec(deadline > now ? deadline - now : 0);
    return remaining && copy_to_user(remaining, &left, sizeof left) < 0 ? -EFAULT : error;
}
