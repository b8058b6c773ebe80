// Time since boot, from the time-stamp counter; and the interrupt of the 8254 PIT.
#pragma once
#include <stdint.h>

struct trap_frame;

#define NS_PER_SECOND 1000000000ul
#define TIMER_LONGEST (NS_PER_SECOND / 20)

// Time begins, and so does the measurement of the TSC by the PIT. Called first of all.
void timer_begin(void);

// Ends the measurement, after some ms if need be (no interrupts needed). Each interrupt of the
// timer will call interrupt(frame), the first one soon.
void timer_init(void (*interrupt)(struct trap_frame *frame));

// Replaces the time of the next interrupt: at `deadline` (timer_now()), or after TIMER_LONGEST if
// that is sooner. There is no other interrupt until this function is called again.
void timer_set(uint64_t deadline);

// A span of TSC ticks (read_tsc) in nanoseconds.
uint64_t timer_span(uint64_t ticks);

// What makes time of the TSC: (read_tsc() - start) * ns_per_tick, which has 32 bits behind the
// point.
extern struct timer_scale { uint64_t start, ns_per_tick; } timer_scale;

// Nanoseconds since timer_begin; never goes back.
uint64_t timer_now(void);
