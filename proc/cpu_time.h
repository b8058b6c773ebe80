// Where the processor's time goes (/proc/stat).
#pragma once
#include "kernel/cpu.h"

// Nanoseconds since boot. The processor runs the current process's program, or the kernel for it,
// or idles.
enum cpu_use { CPU_USER, CPU_NICE, CPU_SYSTEM, CPU_IDLE, CPU_USES };
extern uint64_t cpu_time[CPU_USES];

// What isn't in cpu_time and in the current process's usage yet, in ticks of the TSC. Each entry to
// the kernel and each way out of it ends a span and begins another, and there are many of them: so
// the time of a beginning is subtracted here, and that of an end is added.
extern struct uncharged { uint64_t user, kernel; } uncharged;

static inline void time_enter_kernel(void) {
    uint64_t now = read_tsc();
    uncharged.user += now;
    uncharged.kernel -= now;
}

static inline void time_leave_kernel(void) {
    uint64_t now = read_tsc();
    uncharged.kernel += now;
    uncharged.user -= now;
}

// A new process leaves the kernel for the first time (switch.asm).
void time_begin_program(void);

// Charges all of it. Called in the kernel: at each tick, before another process runs, and before
// the current process's usage is read.
void time_charge(void);
