// fork, vfork and clone: the child gets the parent's registers, a copy-on-write copy of its address
// space, and its open files. A fork that runs out of memory half-way undoes itself.
//
// A child of vfork (which is what posix_spawn and popen use) copies no memory: it borrows the
// parent's, and the parent sleeps until the child has one of its own or is gone. Only death ends
// that sleep early; then the memory is the child's alone.
#include "kernel/cpu.h"
#include "kernel/fs/name.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/printf.h"
#include "kernel/syscall.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/kstack.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"

enum { HEAP_FRAMES = 8 };

enum {
    CLONE_KNOWN = CLONE_SIGNAL | CLONE_VM | CLONE_VFORK | CLONE_SETTLS | CLONE_PARENT_SETTID |
                  CLONE_CHILD_CLEARTID | CLONE_DETACHED | CLONE_CHILD_SETTID,
};

// clone's arguments; all zero but the flags: fork.
struct clone {
    uint64_t flags;
    uint64_t stack;                 // 0: where the parent's is
    uint64_t parent_tid, child_tid; // where the child's pid is to be written
    uint64_t tls;
};

// The frame is the parent's, as far as copy_state left it.
static void child_begin(void) {
    if (current->set_tid)
        copy_to_user(current->set_tid, &current->pid, sizeof current->pid);
    process_leave_kernel(); // it may have been killed before it ran for the first time
}

static void copy_state(struct process *child, const struct clone *clone) {
    *child->frame = *current->frame;
    child->frame->rax = 0;
    if (clone->stack)
        child->frame->rsp = clone->stack;
    fpu_save(child->fpu);
    child->fs_base = clone->flags & CLONE_SETTLS ? clone->tls : current->fs_base;
    child->set_tid = clone->flags & CLONE_CHILD_SETTID ? clone->child_tid : 0;
    child->group = current->group;
    child->session = current->session;
    signals_copy(&child->signals, &current->signals);
    memcpy(child->limits, current->limits, sizeof child->limits);
    string_copy(child->name, current->name, sizeof child->name);
    child->program = inode_ref(current->program);
    child->program->executors++;
    child->program_name = name_ref(current->program_name);
}

// The parent's address space, or a copy; NULL without memory.
static struct spt *get_spt(const struct clone *clone) {
    struct spt *spt = current->spt;
    if (clone->flags & CLONE_VM) {
        spt->users++;
        return spt;
    }
    lock_acquire(&spt->edit);
    struct spt *copy = spt_copy(spt);
    lock_release(&spt->edit);
    return copy;
}

// What fails must cost nothing: all that can fail comes first. And only the first of it may sleep,
// so that nobody sees half a child.
static int make_child(const struct clone *clone, struct process **made) {
    struct spt *spt = get_spt(clone);
    if (!spt)
        return -ENOMEM;
    struct process *child;
    int error = process_new(current, child_begin, &child);
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
    copy_state(child, clone);
    *made = child;
    return 0;
}

// All that it takes at once: page tables like the parent's, a kernel stack, records, files.
static size_t frames_needed(const struct clone *clone) {
    size_t copy =
        pagetable_count(current->spt->pml4) + current->spt->records / SPT_RECORDS_PER_FRAME;
    return KSTACK_SIZE / PAGE_SIZE + HEAP_FRAMES + (clone->flags & CLONE_VM ? 0 : copy);
}

// Kernel stacks, page tables and heap cannot be swapped out. Processes may take half of memory for
// them, so that faults find frames in the other half.
static bool leaves_frames_for_faults(size_t needed) {
    uint64_t fixed =
        frame_count[FRAME_KERNEL] + frame_count[FRAME_STACK] + frame_count[FRAME_TABLE];
    return fixed + needed <= (frame_total - frame_count[FRAME_RESERVED]) / 2;
}

// Who borrows the current process's memory.
static struct process *borrower(void) {
    process_for_each(process)
        if (process->lender == current)
            return process;
    return NULL;
}

// A process that dies while it lends what it has itself borrowed leaves its borrower to its lender:
// the memory has one runner at a time.
static void wait_for_memory(void) {
    int fatal = 0;
    while (current->lending && (fatal = signal_fatal(current)) == 0)
        sleep_on(current, false);
    if (!fatal)
        return;
    borrower()->lender = current->lender;
    current->lender = NULL;
    process_exit(fatal); // without a look at other signals: a handler's frame would hit the child's
}

static int64_t clone(const struct clone *clone) {
    size_t needed = frames_needed(clone);
    if (!leaves_frames_for_faults(needed) || !evict_reserve(needed))
        return -ENOMEM;
    struct process *child;
    int error = make_child(clone, &child);
    if (error < 0)
        return error;
    int pid = child->pid; // afterwards it may be gone
    if (clone->flags & CLONE_VFORK) {
        child->lender = current;
        current->lending = true;
    }
    sched_add(child);
    if (clone->flags & CLONE_PARENT_SETTID)
        copy_to_user(clone->parent_tid, &pid, sizeof pid);
    wait_for_memory();
    return pid;
}

void process_return_memory(void) {
    if (!current->lender)
        return;
    current->lender->lending = false;
    wake_up(current->lender);
    current->lender = NULL;
}

int64_t sys_fork(void) {
    return clone(&(struct clone){0});
}

int64_t sys_vfork(void) {
    return clone(&(struct clone){.flags = CLONE_VM | CLONE_VFORK});
}

// Memory is only lent; there are no threads, and whoever wonders why a program fails is told.
static int refuse_thread(void) {
    static bool told;
    if (!told)
        kprintf("pid %d (%s): there are no threads (clone)\n", current->pid, current->name);
    told = true;
    return -EINVAL;
}

int64_t sys_clone(uint64_t flags, uint64_t stack, uint64_t parent_tid, uint64_t child_tid,
                  uint64_t tls) {
    if (flags & CLONE_VM && !(flags & CLONE_VFORK))
        return refuse_thread();
    if (flags & ~(uint64_t)CLONE_KNOWN)
        return -EINVAL;
    if ((flags & CLONE_SIGNAL) != SIGCHLD && (flags & CLONE_SIGNAL) != 0)
        return -EINVAL;
    if (flags & CLONE_SETTLS && tls >= USER_END)
        return -EPERM;
    return clone(&(struct clone){flags, stack, parent_tid, child_tid, tls});
}
