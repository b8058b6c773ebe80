// Time since boot, from the time-stamp counter; and the periodic interrupt of the 8254 PIT.
#pragma once
#include <stdint.h>

struct trap_frame;

#define TIMER_HZ 100u
#define NS_PER_SECOND 1000000000ul

// Calibrates the TSC against the PIT (no interrupts needed), then starts the periodic interrupt;
// each calls tick(frame).
void timer_init(void (*tick)(struct trap_frame *frame));

// A span of TSC ticks (read_tsc) in nanoseconds.
uint64_t timer_span(uint64_t ticks);

// Nanoseconds since timer_init; never goes back.
uint64_t timer_now(void);
