// Where the processor's time goes.
#include "proc/cpu_time.h"
#include "kernel/dev/timer.h"
#include "proc/process.h"

uint64_t cpu_time[CPU_USES];
uint64_t time_in_programs;

void time_begin_program(void) {
    time_leave_kernel();
}

void time_charge(void) {
    static uint64_t charged; // until when
    uint64_t now = read_tsc();
    if (charged == 0) // nothing ran before
        charged = now;
    uint64_t user = timer_span(time_in_programs);
    uint64_t kernel = timer_span(now - charged - time_in_programs);
    charged = now;
    time_in_programs = 0;
    current->usage.user_ns += user;
    current->usage.system_ns += kernel;
    cpu_time[current->nice > 0 ? CPU_NICE : CPU_USER] += user;
    cpu_time[current->pid == 0 ? CPU_IDLE : CPU_SYSTEM] += kernel;
}
