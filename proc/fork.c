// fork: the child gets the parent's registers, a copy-on-write copy of its address space, and its
// open files. A fork that runs out of memory half-way undoes itself.
#include "kernel/cpu.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/signal.h"

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
    string_copy(child->name, current->name, sizeof child->name);
    child->directory = inode_ref(current->directory);
    child->program = inode_ref(current->program);
}

int64_t sys_fork(void) {
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
