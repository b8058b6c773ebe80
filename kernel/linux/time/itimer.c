// The timers of a process. The one that counts real time expires on time, the others at a tick.
#include "kernel/linux/time/itimer.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/time/clocks.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum { PAUSE = 100 * NS_PER_MICROSECOND };

struct itimerval {
    struct timeval interval, value;
};

static uint64_t now_of(const struct process *process, enum itimer_kind kind) {
    const struct usage *usage = &process->usage;
    return kind == ITIMER_REAL ? timer_now()
                               : usage->user_ns + (kind == ITIMER_PROF ? usage->system_ns : 0);
}

static void expire(struct process *process, enum itimer_kind kind) {
    static const int signals[ITIMERS] = {SIGALRM, SIGVTALRM, SIGPROF};
    struct itimer *timer = &process->outer->timers[kind];
    if (!timer->next)
        return;
    uint64_t now = now_of(process, kind);
    if (timer->next > now)
        return;
    uint64_t late = now - timer->next, interval = timer->interval;
    timer->next = interval ? now - late % interval + interval : 0;
    signal_send(process, signals[kind]);
}

void itimer_tick(void) {
    expire(current, ITIMER_VIRTUAL);
    expire(current, ITIMER_PROF);
}

static void set_alarm(struct process *process, uint64_t earliest);

// Not before a while, nor at the same time as another one: timers that ring without a pause would
// let nothing else run.
static void ring(struct process *process) {
    static uint64_t earliest;
    expire(process, ITIMER_REAL);
    earliest = max(earliest, timer_now()) + PAUSE;
    set_alarm(process, earliest);
}

static void set_alarm(struct process *process, uint64_t earliest) {
    uint64_t next = process->outer->timers[ITIMER_REAL].next;
    struct timer *alarm = &process->outer->alarm;
    timers_remove(alarm);
    *alarm = (struct timer){.deadline = max(next, earliest), .due = ring, .process = process};
    if (next)
        sched_set_timer(alarm);
}

static struct itimerval get(enum itimer_kind kind) {
    const struct itimer *timer = &current->outer->timers[kind];
    uint64_t now = now_of(current, kind);
    uint64_t left = timer->next > now ? timer->next - now : 0;
    if (timer->next && left < NS_PER_MICROSECOND)
        left = NS_PER_MICROSECOND; // 0 would mean that it is not set
    return (struct itimerval){to_timeval(timer->interval), to_timeval(left)};
}

static void set(enum itimer_kind kind, uint64_t value, uint64_t interval) {
    uint64_t next = value ? now_of(current, kind) + value : 0;
    current->outer->timers[kind] = (struct itimer){next, interval};
    if (kind == ITIMER_REAL)
        set_alarm(current, 0);
}

int64_t sys_getitimer(int kind, uint64_t to) {
    if (kind < 0 || kind >= ITIMERS)
        return -EINVAL;
    struct itimerval now = get(kind);
    return copy_to_user(to, &now, sizeof now);
}

int64_t sys_setitimer(int kind, uint64_t from, uint64_t old) {
    struct itimerval wanted = {0};
    uint64_t value, interval;
    if (from && copy_from_user(&wanted, from, sizeof wanted) < 0)
        return -EFAULT;
    if (kind < 0 || kind >= ITIMERS || timeval_to_ns(&wanted.value, &value) < 0 ||
        timeval_to_ns(&wanted.interval, &interval) < 0)
        return -EINVAL;
    struct itimerval was = get(kind);
    set(kind, value, interval);
    return old ? copy_to_user(old, &was, sizeof was) : 0;
}

// Returns how many seconds were left, but never 0 for a timer that was set.
int64_t sys_alarm(uint32_t seconds) {
    struct timeval left = get(ITIMER_REAL).value;
    set(ITIMER_REAL, seconds * NS_PER_SECOND, 0);
    bool up = left.microseconds >= 500000 || (left.seconds == 0 && left.microseconds > 0);
    return left.seconds + up;
}
