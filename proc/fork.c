// fork: the child gets the parent's registers, a copy-on-write copy of its address space, and its
// open files. A fork that runs out of memory half-way undoes itself.
#include "kernel/cpu.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/evict.h"
#include "mm/heap.h"
#include "mm/kstack.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/signal.h"

enum { RECORDS_PER_FRAME = PAGE_SIZE / 128, HEAP_FRAMES = 8 };

// The frame is the parent's, rax excepted.
static void child_begin(void) {
    signal_deliver(); // what came before the child ran for the first time
}

static void copy_state(struct process *child) {
    *child->frame = *current->frame;
    child->frame->rax = 0;
    fpu_save(child->fpu);
    child->fs_base = current->fs_base;
    child->group = current->group;
    child->session = current->session;
    child->umask = current->umask;
    child->ignored = current->ignored;
    memcpy(child->limits, current->limits, sizeof child->limits);
    string_copy(child->name, current->name, sizeof child->name);
    child->directory = inode_ref(current->directory);
    child->program = inode_ref(current->program);
    child->program->executors++;
}

int64_t sys_fork(void) {
    // All that it takes at once: page tables like the parent's, a kernel stack, records, files.
    if (!evict_reserve(pagetable_count(current->spt->pml4) + KSTACK_SIZE / PAGE_SIZE +
                       current->spt->records / RECORDS_PER_FRAME + HEAP_FRAMES))
        return -ENOMEM;
    struct process *child;
    int error = process_new(current, child_begin, &child);
    if (error < 0)
        return error;
    struct spt *spt = spt_copy(current->spt);
    struct files *files = files_copy(current->files);
    char *path = kmalloc(strlen(current->program_path) + 1);
    if (!spt || !files || !path) {
        if (spt)
            spt_destroy(spt);
        if (files)
            files_destroy(files);
        kfree(path);
        process_free(child);
        return -ENOMEM;
    }
    string_copy(path, current->program_path, strlen(current->program_path) + 1);
    child->spt = spt;
    child->files = files;
    child->program_path = path;
    copy_state(child);
    sched_add(child);
    return child->pid;
}
