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

// Nanoseconds since 1970-01-01 UTC.
uint64_t clock_realtime(void);

// The same, in seconds; and as files keep it.
uint64_t clock_seconds(void);
struct file_time clock_now(void);

// From now on it is `ns`. The CMOS clock stays as it is. Who sleeps until a time of day sleeps on
// clock_set, and looks again.
extern const char clock_set;
void clock_set_realtime(uint64_t ns);
