// fork: the child gets the parent's registers, a copy-on-write copy of its address space, and its
// open files. A fork that runs out of memory half-way undoes itself.
#include "kernel/cpu.h"
#include "kernel/fs/file.h"
#include "kernel/fs/name.h"
#include "kernel/lib/string.h"
#include "kernel/syscall.h"
#include "kernel/trace.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/kstack.h"
#include "mm/spt.h"
#include "proc/sched.h"

enum { HEAP_FRAMES = 8 };

// The child runs the same program from the same place, where the call returns 0.
static void copy_state(struct process *child) {
    *child->frame = *current->frame;
    child->frame->rax = 0;
    fpu_save(child->fpu);
    child->fs_base = current->fs_base;
    child->group = current->group;
    child->session = current->session;
    string_copy(child->name, current->name, sizeof child->name);
    child->program = inode_ref(current->program);
    child->program->executors++;
    child->program_name = name_ref(current->program_name);
}

// The parent's address space, or a copy; NULL without memory.
static struct spt *get_spt(bool lend) {
    struct spt *spt = current->spt;
    if (lend) {
        spt->users++;
        return spt;
    }
    lock_acquire(&spt->edit);
    struct spt *copy = spt_copy(spt);
    lock_release(&spt->edit);
    return copy;
}

// All that can fail is done first, so that a failure is easily undone. Only the first step may
// sleep, so that no other process sees half a child.
static int make_child(bool lend, void (*begin)(void), struct process **made) {
    struct spt *spt = get_spt(lend);
    if (!spt)
        return -ENOMEM;
    struct process *child;
    int error = process_new(current, begin, &child);
    struct files *files = error == 0 ? files_copy(current->files) : NULL;
    if (error == 0 && !files) {
        process_free(child);
        error = -ENOMEM;
    }
    if (error < 0) {
        spt_destroy(spt);
        return error;
    }
    child->spt = spt;
    child->files = files;
    copy_state(child);
    trace("fork child=%d space=%lx name=%s", child->pid, virt_to_phys(spt->pml4), child->name);
    *made = child;
    return 0;
}

// What a child takes at once: page tables like the parent's, a kernel stack, records, files.
static size_t frames_needed(bool lend) {
    size_t copy =
        pagetable_count(current->spt->pml4) + current->spt->records / SPT_RECORDS_PER_FRAME;
    return KSTACK_SIZE / PAGE_SIZE + HEAP_FRAMES + (lend ? 0 : copy);
}

// Kernel stacks, page tables and heap cannot be swapped out. Processes may take half of memory for
// them, so that faults find frames in the other half.
static bool leaves_frames_for_faults(size_t needed) {
    uint64_t fixed =
        frame_count[FRAME_KERNEL] + frame_count[FRAME_STACK] + frame_count[FRAME_TABLE];
    return fixed + needed <= frame_usable() / 2;
}

int process_fork(bool lend, void (*begin)(void), struct process **child) {
    size_t needed = frames_needed(lend);
    if (!leaves_frames_for_faults(needed) || !evict_reserve(needed))
        return -ENOMEM;
    return make_child(lend, begin, child);
}

int64_t sys_fork(void) {
    struct process *child;
    int error = process_fork(false, process_leave_kernel, &child);
    if (error < 0)
        return error;
    sched_add(child);
    return child->pid;
}
