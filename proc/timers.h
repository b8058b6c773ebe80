// Timers: what is to be done for a process at a time. They are kept in a heap, so to set one or to
// stop it takes the logarithm of their number, and the next one is found at once.
#pragma once
#include <stdint.h>

struct process;

struct timer {
    uint64_t deadline;                    // in timer_now()
    void (*due)(struct process *process); // what to do; called from the interrupt
    struct process *process;
    uint32_t place; // in the heap; 0: it is not set
};

// Sets a timer that is not set, to what its members say; stops it, if it is set. Never sleep.
void timers_add(struct timer *timer);
void timers_remove(struct timer *timer);

// Stops the timers whose time has come, and does what they say. Returns the next one, or NULL.
const struct timer *timers_run(uint64_t now);
