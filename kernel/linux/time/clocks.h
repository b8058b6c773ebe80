// The clocks that system calls name by a number, and the times that programs pass and get.
#pragma once
#include "kernel/dev/timer.h"
#include "kernel/linux/abi.h"

enum { NS_PER_MICROSECOND = 1000 };

// The ticks in which programs get times (_SC_CLK_TCK). The timer may tick faster.
#define NS_PER_TICK (NS_PER_SECOND / 100)

// What the clock shows now, in nanoseconds. 0 or -EINVAL (there is no such clock).
int clock_read(int clock, uint64_t *ns);

struct timespec to_timespec(uint64_t ns);

// A time in nanoseconds; one that is too far away to be added to timer_now() is cut to 146 years.
uint64_t time_to_ns(uint64_t seconds, uint64_t nanoseconds);

// The same of a struct timeval: 0, or -EINVAL (it is no time). The same of a struct timespec in the
// current process's memory: 0, -EINVAL or -EFAULT; this one may sleep.
int timeval_to_ns(const struct timeval *time, uint64_t *ns);
int time_from_user(uint64_t from, uint64_t *ns);
