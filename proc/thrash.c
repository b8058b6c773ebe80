// Thrashing: the pages that programs need at the same time are more than memory holds. Each page
// that comes back from swap drives out one that is needed next, so all wait for the disk and hardly
// an instruction is executed (Denning, 1968). Swap is not full, so memory is never out, and it
// would go on for ever. A program that passes over more than memory a few times is as slow, but it
// ends. So the machine thrashes if, window after window, most of its time is lost to swapping, and
// meanwhile each page came back TIMES times on average. Then the process that had most of these
// faults is killed.
//
// A page in swap was in memory before, so a major fault at such a time is a refault: no history of
// pages is kept. Only processes that still live count, so short ones in a row do not add up.
#include "proc/thrash.h"
#include "kernel/dev/timer.h"
#include "kernel/minmax.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "mm/frame.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "proc/cpu_time.h"
#include "proc/process.h"

#define WINDOW (2 * NS_PER_SECOND)
enum { LOST_LEAST = 66, TIMES = 10 }; // per cent of a window; that all pages came back

// Since the last window in which work was done.
static uint64_t refaults(const struct process *process) {
    return process->usage.major_faults - process->faults_before;
}

static void forget_refaults(void) {
    process_for_each(process)
        process->faults_before = process->usage.major_faults;
}

// Whether there were so many refaults that nobody gets on. *most: the process that had most.
static bool too_many_refaults(struct process **most) {
    uint64_t sum = 0, pages = shm_slots;
    *most = NULL;
    process_for_each(process) {
        sum += refaults(process);
        if (!process->spt)
            continue;
        pages += process->spt->resident + process->spt->swapped;
        if (process->pid != 1 && (!*most || refaults(process) > refaults(*most)))
            *most = process;
    }
    return *most && sum >= TIMES * max(pages, frame_total);
}

static void judge(uint64_t lost) {
    struct process *most;
    if (lost >= LOST_LEAST && !too_many_refaults(&most))
        return;
    if (lost >= LOST_LEAST && !params_has("thrash")) {
        kprintf("pid %d (%s): killed: the machine thrashes: %lu%% of its time is lost to swapping, "
                "and most pages (%lu) came back for this process\n",
                most->pid, most->name, lost, refaults(most));
        process_kill_sharers(most);
    }
    forget_refaults();
}

void thrash_tick(void) {
    static uint64_t began, lost_before;
    uint64_t now = timer_now(), lost = load_swapping - lost_before;
    if (now - began < WINDOW)
        return;
    judge(lost * 100 / (now - began));
    began = now;
    lost_before = load_swapping;
}
