// Where the processor's time goes.
#include "proc/cpu_time.h"
#include "kernel/dev/timer.h"
#include "proc/process.h"

uint64_t cpu_time[CPU_USES];

void load_charge(enum cpu_use use) {
    static uint64_t last;
    uint64_t now = timer_now(), span = now - last;
    last = now;
    *(use == CPU_USER ? &current->usage.user_ns : &current->usage.system_ns) += span;
    if (current->pid == 0)
        use = CPU_IDLE;
    else if (use == CPU_USER && current->nice > 0)
        use = CPU_NICE;
    cpu_time[use] += span;
}
