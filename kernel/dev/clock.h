// The CMOS real-time clock (MC146818).
#pragma once
#include <stdint.h>

// A time as files keep it: since 1970, or before it.
struct file_time {
    int64_t seconds;
    uint32_t nanoseconds;
};

// Reads the CMOS clock, taken to be UTC, and remembers the distance from timer_now().
void clock_init(void);

// Nanoseconds since 1970-01-01 UTC: now, and when timer_now() was 0.
uint64_t clock_realtime(void);
extern uint64_t clock_at_boot;

// The same as files keep it.
struct file_time clock_now(void);

// Sets the time of day to `ns`; the CMOS clock stays as it is. It wakes the processes that sleep
// until a time of day: they sleep on clock_set, and compute again how long.
extern const char clock_set;
void clock_set_realtime(uint64_t ns);
