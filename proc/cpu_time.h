// Where the processor's time goes (/proc/stat).
#pragma once
#include "kernel/cpu.h"

// Nanoseconds since boot. The processor runs the current process's program, or the kernel for it,
// or idles.
enum cpu_use { CPU_USER, CPU_NICE, CPU_SYSTEM, CPU_IDLE, CPU_USES };
extern uint64_t cpu_time[CPU_USES];

// For how long, in ticks of the TSC, programs ran that aren't charged for it yet. There are many
// spans, from each way out of the kernel to the next entry: so the time of a beginning is
// subtracted here, and that of an end is added.
extern uint64_t time_in_programs;

static inline void time_enter_kernel(void) {
    time_in_programs += read_tsc();
}

static inline void time_leave_kernel(void) {
    time_in_programs -= read_tsc();
}

// A new process leaves the kernel for the first time (switch.asm).
void time_begin_program(void);

// Charges all the time since the last call, to the program and to the kernel. Called in the kernel:
// at each tick, before another process runs, and before the current process's usage is read.
void time_charge(void);
