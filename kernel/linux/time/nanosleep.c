// Sleeping for a time, or until one.
#include "kernel/dev/clock.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum { TIMER_ABSTIME = 1 };

// Sleeps until the clock shows `deadline`: 0, or -EINTR. It reads the clock after each sleep, which
// ends early when the clock is set.
static int sleep_until_clock(int clock, uint64_t deadline) {
    uint64_t now;
    int error = clock_read(clock, &now);
    while (error == 0 && now < deadline) {
        error = sleep_until(&clock_set, true, timer_now() + (deadline - now));
        if (error != -EINTR)
            error = clock_read(clock, &now);
    }
    return error;
}

// How long a sleep lasts does not depend on the clock, so all use the one that is never set. When a
// signal interrupts it, the program gets the time that is left; signal_deadline keeps the deadline
// for a call that is repeated.
static int64_t sleep_for(uint64_t span, uint64_t remaining) {
    uint64_t deadline = signal_deadline(span);
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

// The clocks to sleep by do not stand still while a process sleeps.
int64_t sys_clock_nanosleep(int clock, uint32_t flags, uint64_t duration, uint64_t remaining) {
    bool can = clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC || clock == CLOCK_BOOTTIME ||
               clock == CLOCK_TAI;
    uint64_t time;
    int error = clock_read(clock, &time);
    if (error == 0)
        error = can ? time_from_user(duration, &time) : -EOPNOTSUPP;
    if (error < 0)
        return error;
    return flags & TIMER_ABSTIME ? sleep_until_clock(clock, time) : sleep_for(time, remaining);
}
