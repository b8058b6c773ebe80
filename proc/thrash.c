// Thrashing: the pages that programs need at the same time are more than memory holds. Each page
// that comes back from swap drives out one that is needed next, so all wait for the disk and hardly
// an instruction is executed (Denning, 1968). Swap is not full, so memory is never out, and it
// would go on for ever. A program that passes over more than memory a few times is as slow, but it
// ends. So the machine thrashes if, window after window, programs run less than a third of the time
// although their pages come back, until TIMES times as many have come as memory holds. Then the
// process that had most major faults meanwhile is killed. If the machine thrashes on, the next one
// is killed after TIMES_AGAIN times: the others first bring their pages back, once.
//
// A page in swap was in memory before: so no history of pages is kept. Only processes that still
// live count, so short ones in a row do not add up. A busy host makes all figures smaller but the
// share of time in which programs run, and that share is small when the machine thrashes.
#include "proc/thrash.h"
#include "kernel/dev/timer.h"
#include "kernel/lib/minmax.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "mm/counters.h"
#include "mm/frame.h"
#include "proc/cpu_time.h"
#include "proc/process.h"

#define WINDOW (2 * NS_PER_SECOND)
enum {
    WORK_SHARE = 3,  // a machine works if programs run for one part of so many of the window, …
    CAME_SHARE = 32, // … and does not swap if fewer pages come back than one for so many frames
    TIMES = 14,      // (eight passes over half as much again as memory holds are 12: they end)
    TIMES_AGAIN = 3
};

static uint64_t came_before;   // pages that had come back when the machine worked last
static uint64_t times = TIMES; // how often memory is filled before a process is killed

static uint64_t refaults(const struct process *process) {
    return process->usage.major_faults - process->faults_before;
}

static void begin_anew(uint64_t new_times) {
    times = new_times;
    came_before = vm_counters.swapped_in;
    process_for_each(process)
        process->faults_before = process->usage.major_faults;
}

// The machine did not work in this window.
static void end_most_waiting(void) {
    uint64_t sum = 0;
    struct process *most = NULL;
    process_for_each(process) {
        sum += refaults(process);
        if (process->spt && process->pid != 1 && (!most || refaults(process) > refaults(most)))
            most = process;
    }
    if (!most || min(sum, vm_counters.swapped_in - came_before) < times * frame_total)
        return;
    if (!params_has("thrash")) {
        kprintf("pid %d (%s): killed: the machine thrashes: %lu pages came back for this process\n",
                most->pid, most->name, refaults(most));
        process_kill_sharers(most);
    }
    begin_anew(TIMES_AGAIN);
}

void thrash_tick(void) {
    static uint64_t began, ran_before, came_then;
    uint64_t now = timer_now(), ran = cpu_time[CPU_USER] + cpu_time[CPU_NICE];
    if (now - began < WINDOW)
        return;
    if ((ran - ran_before) * WORK_SHARE >= now - began ||
        vm_counters.swapped_in - came_then < frame_total / CAME_SHARE)
        begin_anew(TIMES);
    else
        end_most_waiting();
    began = now;
    ran_before = ran;
    came_then = vm_counters.swapped_in;
}
