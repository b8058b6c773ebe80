// The scheduler: round robin over the runnable processes, and sleeping on a named point.
// One CPU; the kernel runs with interrupts off and is never preempted, so a test followed by a
// sleep is atomic:
//     while (!condition) { if ((error = sleep_on(&thing, true)) < 0) return error; }
#pragma once
#include "proc/process.h"
#include <stdbool.h>
#include <stdint.h>

// Gives up the CPU until somebody calls wake_up with the same address. Spurious wake-ups happen:
// test again in a loop. An interruptible sleep does not begin, but returns -EINTR, while a signal
// waits that ends or stops the process or runs a handler; one that comes meanwhile ends the sleep,
// so that what it waited for and the signal can both have come: then the former counts. All other
// sleeps return 0.
int sleep_on(const void *channel, bool interruptible);

// Like sleep_on, interruptible or not, but no longer than until `deadline` (nanoseconds of
// timer_now()). -ETIMEDOUT once it has passed.
int sleep_until(const void *channel, uint64_t deadline);
int sleep_through(const void *channel, uint64_t deadline);

// Makes all who sleep on `channel` runnable. Never sleeps; may be called from interrupts.
void wake_up(const void *channel);

// How often the processor went over to another process since boot.
extern uint64_t sched_switches;

// Lets others run first.
void sched_yield(void);

// How long it may compute when others wait, in nanoseconds: less for the nice (struct
// process.nice).
uint64_t sched_slice(const struct process *process);

// Puts a process that is in no queue at the end of the run queue.
void sched_add(struct process *process);

// Gives up the CPU until somebody calls sched_add: STOPPED or ZOMBIE (from which nobody returns).
void sched_stop(enum process_state state);

// The idle process's life. Never returns.
void sched_idle(void) __attribute__((noreturn));

// The timer's interrupt: moves the load averages on, ends sleeps whose time has come, and notes
// when the time slice is over.
void sched_tick(struct trap_frame *frame);

// Before a return to user mode: lets others run when the slice is over.
void sched_preempt(void);

// For loops that may last: lets interrupts in, and others run when the slice is over. May sleep.
void sched_breathe(void);
