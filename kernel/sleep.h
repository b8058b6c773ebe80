// Sleeping, seen from below: drivers, memory and files wait for something here and know no process.
// proc/sched.c defines these functions. One CPU; the kernel runs with interrupts off and is never
// preempted, so a test followed by a sleep is atomic:
//     while (!condition) { if ((error = sleep_on(&thing, true)) < 0) return error; }
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Gives up the CPU until wake_up is called with the same address. Spurious wake-ups happen: test
// again in a loop. An interruptible sleep does not begin, but returns -EINTR, while a signal waits
// that ends or stops the process or runs a handler; one that comes meanwhile ends the sleep, so
// that what it waited for and the signal can both have come: then the former counts. All other
// sleeps return 0.
int sleep_on(const void *channel, bool interruptible);

// The same, but no longer than until `deadline` (nanoseconds of timer_now()): -ETIMEDOUT once it
// has passed.
#define NEVER UINT64_MAX // as a deadline
int sleep_until(const void *channel, bool interruptible, uint64_t deadline);

// Makes all processes that sleep on `channel` runnable. Never sleeps; may be called from
// interrupts.
void wake_up(const void *channel);

// The same for the one that has slept longest: for what only one of them can use. One that is woken
// so must pass that on (wake_first) if it doesn't use it up.
void wake_first(const void *channel);

// Lets the others that can run do so first.
void yield(void);

// For loops that may last: lets interrupts in, and others run when the time slice is over. May
// sleep.
void breathe(void);
