// clone and vfork. A child of vfork (which is what posix_spawn and popen use) copies no memory: it
// borrows the parent's, and the parent sleeps until the child has one of its own or is gone. Only
// death ends that sleep early; then the memory is the child's alone.
#include "kernel/linux/process/clone.h"
#include "kernel/linux/process/outer.h"
#include "kernel/printf.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"
#include "proc/sched.h"

enum {
    CLONE_SIGNAL = 0xff, // what the parent gets at the end
    CLONE_VM = 0x100,
    CLONE_VFORK = 0x4000,
    CLONE_SETTLS = 0x80000,
    CLONE_PARENT_SETTID = 0x100000,
    CLONE_CHILD_CLEARTID = 0x200000,
    CLONE_CHILD_SETTID = 0x1000000,
    CLONE_KNOWN = CLONE_SIGNAL | CLONE_VM | CLONE_VFORK | CLONE_SETTLS | CLONE_PARENT_SETTID |
                  CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID,
};

static void child_begin(void) {
    if (current->outer->set_tid)
        copy_to_user(current->outer->set_tid, &current->pid, sizeof current->pid);
    process_leave_kernel();
}

// The process that borrows the current process's memory.
static struct process *borrower(void) {
    process_for_each(process)
        if (process->outer->lender == current)
            return process;
    return NULL;
}

// A process that dies while it lends what it has itself borrowed leaves its borrower to its lender:
// the memory has one runner at a time.
static void wait_for_memory(void) {
    int fatal = 0;
    while (current->outer->lending && (fatal = signal_fatal(current)) == 0)
        sleep_on(current, false);
    if (!fatal)
        return;
    borrower()->outer->lender = current->outer->lender;
    current->outer->lender = NULL;
    process_exit(fatal); // without a look at other signals: a handler's frame would hit the child's
}

void clone_return_memory(void) {
    struct process *lender = current->outer->lender;
    if (!lender)
        return;
    lender->outer->lending = false;
    wake_up(lender);
    current->outer->lender = NULL;
}

// There are no threads. The console says so, once.
static int refuse_thread(void) {
    static bool reported;
    if (!reported)
        kprintf("pid %d (%s): there are no threads (clone)\n", current->pid, current->name);
    reported = true;
    return -EINVAL;
}

static int check_flags(uint64_t flags, uint64_t tls) {
    if (flags & CLONE_VM && !(flags & CLONE_VFORK))
        return refuse_thread();
    if (flags & ~(uint64_t)CLONE_KNOWN)
        return -EINVAL;
    if ((flags & CLONE_SIGNAL) != SIGCHLD && (flags & CLONE_SIGNAL) != 0)
        return -EINVAL;
    return flags & CLONE_SETTLS && tls >= USER_END ? -EPERM : 0;
}

int64_t sys_clone(uint64_t flags, uint64_t stack, uint64_t parent_tid, uint64_t child_tid,
                  uint64_t tls) {
    struct process *child;
    int error = check_flags(flags, tls);
    if (error == 0)
        error = process_fork(flags & CLONE_VM, child_begin, &child);
    if (error < 0)
        return error;
    int pid = child->pid; // afterwards it may be gone
    if (stack)
        child->frame->rsp = stack;
    if (flags & CLONE_SETTLS)
        child->fs_base = tls;
    if (flags & CLONE_CHILD_SETTID)
        child->outer->set_tid = child_tid;
    if (flags & CLONE_VFORK) {
        child->outer->lender = current;
        current->outer->lending = true;
    }
    sched_add(child);
    if (flags & CLONE_PARENT_SETTID)
        copy_to_user(parent_tid, &pid, sizeof pid);
    wait_for_memory();
    return pid;
}

int64_t sys_vfork(void) {
    return sys_clone(CLONE_VM | CLONE_VFORK, 0, 0, 0, 0);
}
