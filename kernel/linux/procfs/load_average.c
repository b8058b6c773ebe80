// Load averages. Every five seconds each average takes a step towards the number of processes that
// run or wait for a disk, and forgets the past by a factor of e^(-5 s / its time). All Unix systems
// since 4.2BSD use these three factors.
#include "kernel/linux/procfs/load_average.h"
#include "kernel/dev/timer.h"
#include "proc/process.h"

#define STEP (5 * NS_PER_SECOND)
enum { ONE = 1 << LOAD_BITS };

uint64_t load_average[3];
static const uint64_t keep[3] = {1884, 2014, 2037}; // e^(-5/60), e^(-5/300), e^(-5/900) times ONE

struct load load_now(void) {
    struct load load = {0};
    process_for_each(process) {
        load.processes++;
        load.running += process->state == PROCESS_RUNNABLE;
        load.waiting += process->state == PROCESS_SLEEPING && !process->interruptible;
    }
    return load;
}

// A rising average is rounded up and a falling one down, so that it reaches its goal.
static uint64_t step(uint64_t average, uint64_t keep, uint64_t now) {
    uint64_t sum = average * keep + now * (ONE - keep);
    return (now >= average ? sum + ONE - 1 : sum) / ONE;
}

void load_tick(void) {
    static uint64_t next = STEP;
    if (timer_now() < next)
        return;
    next += STEP;
    struct load load = load_now();
    for (int i = 0; i < 3; i++)
        load_average[i] = step(load_average[i], keep[i], (load.running + load.waiting) * ONE);
}
