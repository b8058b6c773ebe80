// How busy the system is: what /proc/loadavg, /proc/stat and sysinfo tell.
#pragma once
#include <stdint.h>

// How many processes ran, or waited for a disk, on average over the last 1, 5 and 15 minutes: fixed
// point, with so many bits behind the point.
enum { LOAD_BITS = 11 };
extern uint64_t load_average[3];

// Takes part in each tick of the timer: every five seconds the averages move on.
void load_tick(void);

// Where the processor's time went, since boot. Each entry to the kernel and each way out of it, or
// to another process, ends a span of time, which load_charge adds to what the processor did until
// then: it ran the current process's program, or the kernel for it (or idled, if that is idle).
enum cpu_use { CPU_USER, CPU_NICE, CPU_SYSTEM, CPU_IDLE, CPU_USES };
extern uint64_t cpu_time[CPU_USES]; // nanoseconds
void load_charge(enum cpu_use use);

// … and of it, nanoseconds in which no program ran, but swapping went on.
extern uint64_t load_swapping;

// Who there is at this moment.
struct load {
    unsigned processes, running, waiting; // RUNNABLE; asleep where no signal wakes them
};
struct load load_now(void);
