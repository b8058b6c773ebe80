// The scheduler: round robin over the runnable processes. (Sleeping is kernel/sleep.h's.)
#pragma once
#include "kernel/sleep.h"
#include "proc/process.h"
#include <stdbool.h>
#include <stdint.h>

enum { TICK_HZ = 100 };

// How often another process got the processor since boot.
extern uint64_t sched_switches;

// Puts a process that is in no queue at the end of the run queue.
void sched_add(struct process *process);

// Gives up the CPU until sched_add is called: STOPPED, or ZOMBIE (then it doesn't return).
void sched_stop(enum process_state state);

// The idle process's life. Never returns.
void sched_idle(void) __attribute__((noreturn));

// Sets a timer that is not set (proc/timers.h). Never sleeps.
void sched_set_timer(struct timer *timer);

// The timer's interrupt: does what timers say whose time has come and, TICK_HZ times a second while
// any process runs, what is due regularly: above all it notes when the time slice is over.
void sched_interrupt(struct trap_frame *frame);

// Before a return to user mode: lets others run when the slice is over.
void sched_preempt(void);
