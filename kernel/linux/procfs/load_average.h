// How busy the system is: what /proc/loadavg and sysinfo report.
#pragma once
#include <stdint.h>

// How many processes ran, or waited for a disk, on average over the last 1, 5 and 15 minutes: fixed
// point, with so many bits behind the point.
enum { LOAD_BITS = 11 };
extern uint64_t load_average[3];

// Called at each tick of the timer: every five seconds the averages move on.
void load_tick(void);

// How many processes there are at this moment.
struct load {
    unsigned processes, running, waiting; // all; runnable; asleep where no signal wakes them
};
struct load load_now(void);
