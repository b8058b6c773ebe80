// Sleeping for a time, or until one.
#include "kernel/dev/clock.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum { TIMER_ABSTIME = 1 };

// Until the clock shows `deadline`: 0 then, or -EINTR. It is asked again after each sleep, which
// also ends when the clock is set.
static int sleep_until_clock(int clock, uint64_t deadline) {
    uint64_t now;
    int error = clock_read(clock, &now);
    while (error == 0 && now < deadline) {
        error = sleep_until(&clock_set, timer_now() + (deadline - now));
        if (error != -EINTR)
            error = clock_read(clock, &now);
    }
    return error;
}

// For a time of sleep the clock's own time does not matter, so all sleep by the one that is never
// set. What is left when a signal interrupts it is told to the program, and kept for the case that
// it was only stopped.
static int64_t sleep_for(uint64_t span, uint64_t remaining) {
    uint64_t deadline = signal_deadline(timer_now() + span);
    int error = sleep_until_clock(CLOCK_MONOTONIC, deadline);
    if (error == 0 || !remaining)
        return error;
    uint64_t now = timer_now();
    struct timespec left = to_timespec(deadline > now ? deadline - now : 0);
    return copy_to_user(remaining, &left, sizeof left) < 0 ? -EFAULT : error;
}

int64_t sys_nanosleep(uint64_t duration, uint64_t remaining) {
    uint64_t span;
    int error = time_from_user(duration, &span);
    return error < 0 ? error : sleep_for(span, remaining);
}

// The clocks to sleep by: one of those that stand still while a process sleeps would never get
// there.
static int check_clock(int clock) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
    case CLOCK_TAI:
        return 0;
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        return -EOPNOTSUPP;
    default:
        return -EINVAL;
    }
}

int64_t sys_clock_nanosleep(int clock, uint32_t flags, uint64_t duration, uint64_t remaining) {
    uint64_t time;
    int error = check_clock(clock);
    if (error == 0)
        error = time_from_user(duration, &time);
    if (error < 0)
        return error;
    return flags & TIMER_ABSTIME ? sleep_until_clock(clock, time) : sleep_for(time, remaining);
}
