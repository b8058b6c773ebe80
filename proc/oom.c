// Which process ends when memory is out: the one whose end frees most memory. That is more than its
// pages: page tables, records, kernel stack, and what its open files, its shared memory and its
// pending signals hold. Pages in swap count only when swap is short of space, too. Nothing is
// counted for this alone: all processes are weighed when memory is out.
//
// What several processes hold counts once, for the first of them. If each was charged with a share,
// a family could hide what it has among its many members. When the first one has ended, the next
// one answers for it. (Pages that several processes map count for each.)
#include "mm/oom.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/file.h"
#include "kernel/fs/name.h"
#include "kernel/fs/pipe.h"
#include "kernel/lock.h"
#include "kernel/personality.h"
#include "kernel/printf.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "mm/swap.h"
#include "proc/sched.h"

#define DEATH_LIMIT NS_PER_SECOND // in which a killed process must have run

static uint32_t weighing; // the number of the weighing that goes on

// Whether this weighing has not met the thing before.
static bool is_new(uint32_t *weighed) {
    bool new = *weighed != weighing;
    *weighed = weighing;
    return new;
}

// An inode in use keeps the directories above it. A file in memory that has a name stays.
static uint64_t bytes_of_inode(struct inode *inode) {
    uint64_t sum = 0;
    while (inode && is_new(&inode->data.weighed)) {
        sum += heap_size(sizeof *inode) + pipe_bytes(inode) +
               (inode->links == 0 ? shm_bytes(&inode->data) : 0);
        inode = inode->name ? inode->name->directory : NULL;
    }
    return sum;
}

static uint64_t bytes_of_named(struct inode *inode, const struct name *name) {
    return bytes_of_inode(inode) + (name ? bytes_of_inode(name->directory) : 0);
}

static uint64_t bytes_of_object(struct object *object, const struct name *name) {
    struct inode *inode = inode_of(object);
    return inode ? bytes_of_named(inode, name) : is_new(&object->weighed) ? shm_bytes(object) : 0;
}

static uint64_t bytes_of_space(const struct spt *spt) {
    if (!spt)
        return 0;
    uint64_t swapped = swap_has_plenty() ? 0 : spt->swapped;
    return (spt->resident + swapped + pagetable_count(spt->pml4)) * PAGE_SIZE +
           spt->records * heap_size(sizeof(struct spt_record));
}

// There may be very many, so others run meanwhile.
static uint64_t bytes_of_objects(struct spt *spt) {
    uint64_t sum = 0, at = 0;
    spt->users++; // it stays, though its process may go
    for (const struct spt_record *r; (r = spt_first_above(spt, at)); at = r->end, breathe())
        sum += r->object ? bytes_of_object(r->object, r->name) : 0;
    spt_destroy(spt);
    return sum;
}

// Adds their locks to *locks.
static uint64_t bytes_of_files(const struct files *files, uint64_t *locks) {
    uint64_t sum = files ? bytes_of_inode(files->directory) : 0;
    for (int fd = 0; files && fd < files->size; fd++) {
        const struct descriptor *found = files_find(files, fd);
        struct file *file = found ? found->file : NULL;
        if (!file || !is_new(&file->weighed))
            continue;
        sum += heap_size(sizeof *file) + (file->ops->bytes ? file->ops->bytes(file) : 0) +
               bytes_of_named(file->inode, file->name);
        *locks += file->locker.locks;
    }
    return sum;
}

// A child that has ended is kept until its parent waits for it, so it counts for the parent.
static void weigh(struct process *process) {
    int owner = process->state == PROCESS_ZOMBIE ? process->parent->pid : process->pid;
    struct spt *spt = process->spt;
    uint64_t locks = process->files ? process->files->locker.locks : 0;
    uint64_t sum = heap_size(sizeof *process) + KSTACK_SIZE + bytes_of_space(spt) +
                   bytes_of_space(process->next_spt) + bytes_of_files(process->files, &locks);
    sum += personality_bytes(process, locks);
    sum += spt ? bytes_of_objects(spt) : 0;
    struct process *payer = process_find(owner); // others ran, and it may have ended
    if (payer)
        payer->weight += sum;
}

// Others run meanwhile, and may end. Returns whether there is enough memory again.
static bool weigh_all(size_t wanted) {
    weighing++;
    process_for_each(process)
        process->weight = 0;
    for (int pid = 1; pid <= PID_MAX; pid++, breathe())
        if (process_find(pid))
            weigh(process_find(pid));
    return evict_spare() >= wanted;
}

// Whether what it holds will be freed anyway. Processes of the kernel have no parent, and never
// end.
static bool is_ending(const struct process *process) {
    if (process->state == PROCESS_ZOMBIE)
        return process->parent->pid == 1; // which waits for all
    return process->parent && (!process->spt || (process->killed && process->spt->records == 0));
}

// For how long those that are ending have run (ns); 0 if there are none.
static uint64_t time_of_ending(void) {
    uint64_t sum = 0;
    process_for_each(process)
        if (is_ending(process))
            sum += 1 + process->usage.system_ns;
    return sum;
}

// Whether one that is ending has come to its end, or nearer to it. (How far it comes in a second
// depends on the machine.)
static bool await_end(void) {
    uint64_t before = time_of_ending();
    return before > 0 && (sleep_until(&processes, true, timer_now() + DEATH_LIMIT) == 0 ||
                          time_of_ending() > before);
}

static void kill_process(struct process *victim) {
    if (!victim->killed && victim->pid != 1)
        kprintf("pid %d (%s): killed: memory is out, and it uses most (%lu KiB)\n", victim->pid,
                victim->name, victim->weight / 1024);
    process_kill_sharers(victim);
}

// The victim may wait for a lock of the current process (such as the file's that it reads into
// memory), so the current process can't wait long for a victim that does not run. But the victim
// will not run its program again, so its memory is freed at once.
static bool kill_largest(void) {
    struct process *victim = NULL;
    process_for_each(process)
        if (process->pid != 1 && process->spt && !is_ending(process) &&
            (!victim || process->weight > victim->weight))
            victim = process;
    if (!victim || victim->spt == current->spt)
        return false;
    struct spt *spt = victim->spt; // it may lose it meanwhile
    kill_process(victim);
    spt->users++;
    spt_empty(spt);
    spt_destroy(spt);
    return true;
}

// One process at a time, and the gentlest way first: delete shared memory without users; weigh all
// (others run meanwhile, and may free enough); wait for a process that is ending; kill one.
bool oom_kill_largest(size_t wanted) {
    static struct lock lock;
    lock_acquire(&lock);
    bool freed = !current->killed &&
                 (object_delete_memory() || weigh_all(wanted) || await_end() || kill_largest());
    lock_release(&lock);
    return freed;
}

void oom_kill_current(void) {
    kill_process(current);
}
