// The system calls that read and set the time. One clock counts from the boot. The clock of the
// time of day is ahead of it by what kernel/dev/clock.c keeps. Each process has a clock of its own,
// which counts while the processor works for it.
#include "kernel/linux/time/clocks.h"
#include "kernel/dev/clock.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/process/groups.h"
#include "kernel/linux/time/vdso.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/cpu_time.h"
#include "proc/process.h"

struct timespec to_timespec(uint64_t ns) {
    return (struct timespec){ns / NS_PER_SECOND, ns % NS_PER_SECOND};
}

uint64_t time_to_ns(uint64_t seconds, uint64_t nanoseconds) {
    const uint64_t longest = INT64_MAX / NS_PER_SECOND / 2;
    return min(seconds, longest) * NS_PER_SECOND + nanoseconds;
}

int timeval_to_ns(const struct timeval *time, uint64_t *ns) {
    if (time->seconds < 0 || (uint64_t)time->microseconds >= NS_PER_SECOND / NS_PER_MICROSECOND)
        return -EINVAL;
    *ns = time_to_ns(time->seconds, time->microseconds * NS_PER_MICROSECOND);
    return 0;
}

int time_from_user(uint64_t from, uint64_t *ns) {
    struct timespec time;
    if (copy_from_user(&time, from, sizeof time) < 0)
        return -EFAULT;
    if (time.seconds < 0 || (uint64_t)time.nanoseconds >= NS_PER_SECOND)
        return -EINVAL;
    *ns = time_to_ns(time.seconds, time.nanoseconds);
    return 0;
}

// Whose clock a number below 0 is, as clock_getcpuclockid makes them: it has the pid in it, and in
// the last three bits 2, or 6 for a thread, of which other processes cannot ask.
static const struct process *clock_owner(int clock) {
    const struct process *process = clock < 0 ? process_or_self(~(clock >> 3)) : NULL;
    return (clock & 7) == 2 || ((clock & 7) == 6 && process == current) ? process : NULL;
}

static int cpu_clock_read(const struct process *process, uint64_t *ns) {
    if (!process)
        return -EINVAL;
    time_charge();
    *ns = process->usage.user_ns + process->usage.system_ns;
    return 0;
}

int clock_read(int clock, uint64_t *ns) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_TAI: // without leap seconds, as on Linux until a program sets their number
        *ns = clock_realtime();
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
        *ns = timer_now();
        return 0;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        return cpu_clock_read(current, ns);
    default:
        return cpu_clock_read(clock_owner(clock), ns);
    }
}

int64_t sys_clock_gettime(int clock, uint64_t time) {
    uint64_t ns;
    if (clock_read(clock, &ns) < 0)
        return -EINVAL;
    struct timespec now = to_timespec(ns);
    return copy_to_user(time, &now, sizeof now);
}

int64_t sys_clock_getres(int clock, uint64_t resolution) {
    uint64_t ns;
    if (clock_read(clock, &ns) < 0)
        return -EINVAL;
    struct timespec step = to_timespec(1);
    return resolution ? copy_to_user(resolution, &step, sizeof step) : 0;
}

int64_t sys_gettimeofday(uint64_t time, uint64_t zone) {
    struct timeval now = to_timeval(clock_realtime());
    if (time && copy_to_user(time, &now, sizeof now) < 0)
        return -EFAULT;
    return zone ? zero_user(zone, sizeof(struct timezone)) : 0;
}

int64_t sys_time(uint64_t time) {
    int64_t seconds = clock_now().seconds;
    if (time && copy_to_user(time, &seconds, sizeof seconds) < 0)
        return -EFAULT;
    return seconds;
}

// The time of day cannot be less than the time since the boot: the boot was not before 1970.
static int64_t set_realtime(uint64_t ns) {
    if (!credentials_privileged())
        return -EPERM;
    if (ns < timer_now())
        return -EINVAL;
    clock_set_realtime(ns);
    vdso_update();
    return 0;
}

int64_t sys_clock_settime(int clock, uint64_t time) {
    uint64_t ns;
    if (clock != CLOCK_REALTIME)
        return -EINVAL;
    int error = time_from_user(time, &ns);
    return error < 0 ? error : set_realtime(ns);
}

// Time zones are the C library's business: the kernel's is read and ignored.
int64_t sys_settimeofday(uint64_t time, uint64_t zone) {
    struct timeval wanted;
    struct timezone ignored;
    if ((time && copy_from_user(&wanted, time, sizeof wanted) < 0) ||
        (zone && copy_from_user(&ignored, zone, sizeof ignored) < 0))
        return -EFAULT;
    if (!time)
        return credentials_privileged() ? 0 : -EPERM;
    uint64_t ns;
    return timeval_to_ns(&wanted, &ns) < 0 ? -EINVAL : set_realtime(ns);
}

int64_t sys_times(uint64_t to) {
    const struct usage *own = &current->usage, *children = &current->children;
    const int64_t times[] = {own->user_ns / NS_PER_TICK, own->system_ns / NS_PER_TICK,
                             children->user_ns / NS_PER_TICK, children->system_ns / NS_PER_TICK};
    if (to && copy_to_user(to, times, sizeof times) < 0)
        return -EFAULT;
    return timer_now() / NS_PER_TICK;
}
