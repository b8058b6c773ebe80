// Which process ends when memory is out: the one whose end gives most frames and slots back. That
// is more than its pages: page tables, records, kernel stack, and what its open files and its
// shared memory hold. Nothing is counted for this alone; it is added up when it is asked for.
#include "mm/oom.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/file.h"
#include "kernel/fs/pipe.h"
#include "kernel/printf.h"
#include "mm/kstack.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "proc/process.h"
#include "proc/sched.h"

#define DEATH_LIMIT NS_PER_SECOND // that a killed process gets to end

// Those of shared memory that nobody has mapped before: each object counts once.
static uint64_t shared_frames(const struct spt *spt) {
    uint64_t sum = 0;
    for (const struct spt_record *r = spt_first_above(spt, 0); r; r = spt_first_above(spt, r->end))
        if (r->object && r->object->shm && r->object->mappings.next == &r->in_object)
            sum += shm_frames(r->object);
    return sum;
}

static uint64_t frames_of(const struct spt *spt) {
    return spt ? spt->resident + spt->swapped + pagetable_count(spt->pml4) +
                     spt->records / SPT_RECORDS_PER_FRAME + shared_frames(spt)
               : 0;
}

// Pipes: each open end has its share.
static uint64_t frames_of_files(const struct files *files) {
    uint64_t sum = 0;
    for (int fd = 0; files && fd < files->size; fd++) {
        const struct descriptor *found = files_find(files, fd);
        sum += found ? pipe_frames(found->file) / found->file->refs : 0;
    }
    return sum;
}

static uint64_t usage_of(const struct process *process) {
    return frames_of(process->spt) + frames_of(process->next_spt) +
           frames_of_files(process->files) + KSTACK_SIZE / PAGE_SIZE;
}

static struct process *largest_process(void) {
    struct process *largest = NULL;
    uint64_t most = 0;
    process_for_each(process) {
        uint64_t usage = process->pid != 1 && process->spt ? usage_of(process) : 0;
        if (usage > most) {
            largest = process;
            most = usage;
        }
    }
    return largest;
}

static void kill(struct process *victim) {
    if (!victim->killed && victim->pid != 1)
        kprintf("pid %d (%s): killed: memory is out, and it uses most (%lu KiB)\n", victim->pid,
                victim->name, usage_of(victim) * (PAGE_SIZE / 1024));
    process_kill_sharers(victim);
}

// The victim may wait for something that we hold ourselves (the lock of a file that we write to
// from memory which is to come), so nobody can wait for its end. But it will not run its program
// again: so its memory can be taken away at once.
bool oom_kill_largest(void) {
    struct process *victim = current->killed ? NULL : largest_process();
    if (!victim || victim->spt == current->spt)
        return false;
    if (victim->killed && victim->spt->records == 0) // what it builds in execve goes, too
        return sleep_until(&processes, timer_now() + DEATH_LIMIT) == 0;
    struct spt *spt = victim->spt; // it may lose it meanwhile
    kill(victim);
    spt->users++;
    spt_empty(spt);
    spt_destroy(spt);
    return true;
}

void oom_kill_current(void) {
    kill(current);
}
