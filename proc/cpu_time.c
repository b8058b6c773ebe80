// Where the processor's time goes.
#include "proc/cpu_time.h"
#include "kernel/dev/timer.h"
#include "proc/process.h"

uint64_t cpu_time[CPU_USES];
struct uncharged uncharged;

void time_begin_program(void) {
    time_leave_kernel();
}

void time_charge(void) {
    uint64_t now = read_tsc();
    if (uncharged.kernel == 0) // nothing ran before
        uncharged.kernel = -now;
    uint64_t user = timer_span(uncharged.user), kernel = timer_span(uncharged.kernel + now);
    uncharged = (struct uncharged){.kernel = -now};
    current->usage.user_ns += user;
    current->usage.system_ns += kernel;
    cpu_time[current->nice > 0 ? CPU_NICE : CPU_USER] += user;
    cpu_time[current->pid == 0 ? CPU_IDLE : CPU_SYSTEM] += kernel;
}
