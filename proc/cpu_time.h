// Where the processor's time goes (/proc/stat).
#pragma once
#include <stdint.h>

// Where the processor's time went, since boot. Each entry to the kernel and each way out of it, or
// to another process, ends a span of time, which load_charge adds to what the processor did until
// then: it ran the current process's program, or the kernel for it (or idled, if that is idle).
enum cpu_use { CPU_USER, CPU_NICE, CPU_SYSTEM, CPU_IDLE, CPU_USES };
extern uint64_t cpu_time[CPU_USES]; // nanoseconds
void load_charge(enum cpu_use use);
