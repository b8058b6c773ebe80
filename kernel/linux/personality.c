// Linux's answers at the moments of kernel/personality.h that concern several subjects. The others
// stand with their subject.
#include "kernel/personality.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/mount.h"
#include "kernel/fs/path.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/linux/files/fifo.h"
#include "kernel/linux/files/filelock.h"
#include "kernel/linux/files/random.h"
#include "kernel/linux/files/tmpfs.h"
#include "kernel/linux/process/clone.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/procfs/load_average.h"
#include "kernel/linux/procfs/procfs.h"
#include "kernel/linux/strace/strace.h"
#include "kernel/linux/terminal/job.h"
#include "kernel/linux/terminal/keyboard.h"
#include "kernel/linux/terminal/screen.h"
#include "kernel/linux/terminal/tty.h"
#include "kernel/linux/time/vdso.h"
#include "kernel/linux/users/permission.h"
#include "kernel/printf.h"
#include "mm/heap.h"
#include "proc/exec.h"

// ---- 1. The system starts

void personality_begin(void) {
    screen_init();
}

void personality_start_devices(void) {
    strace_init();
    tty_init();
    keyboard_init();
    vdso_init();
}

static int mount_at(struct file_system *fs, const char *where) {
    struct inode *directory;
    int error = path_lookup(where, root_directory(), true, &directory, NULL);
    if (error < 0)
        return error;
    error = mount_on(fs, directory);
    inode_put(directory);
    return error;
}

// A disk without /dev/shm is no error.
void personality_mount(void) {
    struct file_system *tmpfs = tmpfs_new(), *procfs = procfs_new();
    if (tmpfs)
        mount_at(tmpfs, "/dev/shm");
    int error = procfs ? mount_at(procfs, "/proc") : -ENOMEM;
    if (error < 0)
        kprintf("/proc: not mounted (error %d): the root file system needs that directory\n",
                -error);
}

// ---- 2. A process begins

int personality_process_begins(struct process *process, const struct process *parent) {
    const size_t inherited = offsetof(struct outer, timers);
    if (parent && !limits_allow_process())
        return -EAGAIN;
    struct outer *outer = kmalloc(sizeof *outer);
    if (!outer)
        return -ENOMEM;
    memset(&outer->timers, 0, sizeof *outer - inherited);
    if (parent) {
        memcpy(outer, parent->outer, inherited);
    } else {
        memset(outer, 0, inherited);
        limits_init(outer->limits);
        outer->signals.stack.flags = SS_DISABLE;
    }
    signals_begin(&outer->signals);
    process->outer = outer;
    return 0;
}

// ---- 3. A process starts a program

void personality_program_begins(const struct exec *exec) {
    clone_return_memory();
    signals_reset(&current->outer->signals);
    credentials_begin_program(exec->user, exec->group, permission(exec->file, MAY_READ) < 0);
    current->outer->executed++;
}

void personality_identity(struct exec *exec, uint32_t ids[4], bool *secure) {
    const struct credentials *me = &current->outer->credentials;
    permission_run_as(exec->file, &exec->user, &exec->group);
    ids[0] = me->user.real;
    ids[1] = exec->user;
    ids[2] = me->group.real;
    ids[3] = exec->group;
    *secure = ids[0] != ids[1] || ids[2] != ids[3];
}

// ---- 4. A process ends

void personality_process_ends(void) {
    job_leader_ends();
    clone_return_memory();
}

void personality_process_freed(struct process *process) {
    timers_remove(&process->outer->alarm);
    signals_discard(&process->outer->signals, ~0ul);
    kfree(process->outer);
}

// ---- 6. A program made a mistake

void personality_broken_pipe(void) {
    signal_send(current, SIGPIPE);
}

// ---- 7. A process is about to sleep

bool personality_interrupts(void) {
    return signals_waiting(current);
}

// ---- 8. The timer ticks

void personality_tick(void) {
    vdso_update();
    load_tick();
    if (current->spt) {
        itimer_tick();
        limits_tick(current);
    }
}

// ---- 9. A process grows

uint64_t personality_bytes(const struct process *process, uint64_t locks) {
    return heap_size(sizeof *process->outer) + signals_bytes(&process->outer->signals) +
           locks * heap_size(sizeof(struct filelock));
}

// ---- 10. A process uses files

bool personality_is_privileged(void) {
    return credentials_privileged();
}

const struct file_ops *personality_special_file(const struct inode *inode) {
    if (inode_is(inode, S_IFIFO))
        return &fifo_ops;
    switch (inode_is(inode, S_IFCHR) ? inode->device : 0) {
    case DEVICE_TTY:
    case DEVICE_CONSOLE:
        return &tty_ops;
    case DEVICE_RANDOM:
    case DEVICE_URANDOM:
        return &random_ops;
    }
    return NULL;
}

// ---- 11. Characters come and go

void personality_console_output(char c) {
    screen_putc(c);
}
