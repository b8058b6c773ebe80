// Where the processor's time goes.
#include "proc/cpu_time.h"
#include "kernel/dev/timer.h"
#include "proc/process.h"

uint64_t cpu_time[CPU_USES];
struct uncharged uncharged;

void time_charge(void) {
    if (uncharged.since == 0) // nothing ran before
        uncharged.since = read_tsc();
    time_leave_kernel();
    uint64_t user = timer_span(uncharged.user), kernel = timer_span(uncharged.kernel);
    uncharged.user = uncharged.kernel = 0;
    current->usage.user_ns += user;
    current->usage.system_ns += kernel;
    cpu_time[current->nice > 0 ? CPU_NICE : CPU_USER] += user;
    cpu_time[current->pid == 0 ? CPU_IDLE : CPU_SYSTEM] += kernel;
}
