// The core by itself: the shortest answer that works at each moment of kernel/personality.h. There
// are no signals, no users, no limits and no other file systems. A program that makes a mistake
// ends.
#include "kernel/personality.h"
#include "kernel/bare/console.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/permission.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"
#include "kernel/sleep.h"
#include "mm/fault.h"
#include "proc/process.h"

// ---- 1. The system starts

void personality_begin(void) {
}

void personality_start_devices(void) {
}

void personality_mount(void) {
}

// ---- 2. A process begins

int personality_process_begins(struct process *process, const struct process *parent) {
    (void)process, (void)parent;
    return 0;
}

// ---- 3. A process starts a program

int personality_find_interpreter(struct exec *exec) {
    (void)exec;
    return -ENOEXEC;
}

void personality_identity(struct exec *exec, uint32_t ids[4], bool *secure) {
    (void)exec;
    memset(ids, 0, 4 * sizeof *ids);
    *secure = false;
}

int personality_map(struct spt *spt, uint64_t *library) {
    (void)spt;
    *library = 0;
    return 0;
}

void personality_program_begins(const struct exec *exec) {
    (void)exec;
}

// ---- 4. A process ends

void personality_process_ends(void) {
}

void personality_orphaned(struct process *child) {
    process_set_parent(child, process_find(1));
    if (child->state == PROCESS_ZOMBIE)
        wake_up(child->parent);
}

void personality_process_ended(void) {
    wake_up(current->parent);
}

void personality_process_freed(struct process *process) {
    (void)process;
}

// ---- 5. A process enters and leaves the kernel

void personality_call_begins(const struct trap_frame *frame) {
    (void)frame;
}

void personality_call_ends(uint64_t number, int64_t result) {
    (void)number, (void)result;
}

void personality_leaves(void) {
    if (current->killed && current->status) // by kill
        process_exit(current->status);
}

// ---- 6. A program made a mistake: its status names the signal that would end it on Linux

#define S(number, name) STATUS_##name = number,
enum {
#include "kernel/signal_list.h"
};

static void end(int signal, uint64_t address, const char *why) {
    static const char *const names[] = {
#define S(number, name) [number] = #name,
#include "kernel/signal_list.h"
    };
    const char *of = address == current->frame->rip ? "rip " : "";
    if (!current->killed)
        kprintf("pid %d (%s): %s at %s0x%lx (%s)\n", current->pid, current->name, names[signal], of,
                address, why);
    process_exit(current->killed ? STATUS_SIGKILL : signal);
}

bool personality_exception(const struct trap_frame *frame, const char *name) {
    static const uint8_t signals[32] = {
        [0] = STATUS_SIGFPE,  [1] = STATUS_SIGTRAP,  [3] = STATUS_SIGTRAP, [4] = STATUS_SIGSEGV,
        [5] = STATUS_SIGSEGV, [6] = STATUS_SIGILL,   [7] = STATUS_SIGSEGV, [11] = STATUS_SIGBUS,
        [12] = STATUS_SIGBUS, [13] = STATUS_SIGSEGV, [16] = STATUS_SIGFPE, [17] = STATUS_SIGBUS,
        [19] = STATUS_SIGFPE, [21] = STATUS_SIGSEGV,
    };
    if (signals[frame->vector])
        end(signals[frame->vector], frame->rip, name);
    return false;
}

void personality_page_refused(uint64_t address, const struct fault_refusal *refusal) {
    static const uint8_t signals[] = {[REFUSED_UNMAPPED] = STATUS_SIGSEGV,
                                      [REFUSED_ACCESS] = STATUS_SIGSEGV,
                                      [REFUSED_BEYOND_END] = STATUS_SIGBUS,
                                      [REFUSED_DISK] = STATUS_SIGBUS,
                                      [REFUSED_NO_MEMORY] = STATUS_SIGKILL};
    end(signals[refusal->reason], address, refusal->why);
}

void personality_broken_pipe(void) {
}

// ---- 7. A process is about to sleep

bool personality_interrupts(void) {
    return current->killed;
}

// ---- 8. The timer ticks

void personality_tick(void) {
}

// ---- 9. A process grows

int personality_may_grow(const struct spt *spt, const struct spt_record *record, uint64_t size) {
    (void)spt, (void)record, (void)size;
    return 0;
}

uint64_t personality_stack_limit(void) {
    return STACK_LIMIT;
}

int64_t personality_may_write(uint64_t size, uint64_t n) {
    (void)size;
    return n;
}

uint64_t personality_bytes(const struct process *process, uint64_t locks) {
    (void)process, (void)locks;
    return 0;
}

// ---- 10. A process uses files: all are the same user's, who may do everything but run what isn't
// executable

int personality_may_use(const struct inode *inode, unsigned wanted) {
    bool runnable = inode_is(inode, S_IFDIR) || inode->mode & 0111;
    return wanted & MAY_EXECUTE && !runnable ? -EACCES : 0;
}

int personality_may_remove(const struct inode *directory, const struct inode *inode) {
    (void)directory, (void)inode;
    return 0;
}

bool personality_owns(const struct inode *inode) {
    (void)inode;
    return true;
}

bool personality_is_privileged(void) {
    return true;
}

void personality_file_made(struct inode *inode, const struct inode *directory) {
    (void)directory;
    inode->uid = inode->gid = 0;
}

void personality_file_written(struct inode *inode) {
    (void)inode;
}

void personality_file_closed(struct inode *inode, struct lock_owner *owner) {
    (void)inode, (void)owner;
}

const struct file_ops *personality_special_file(const struct inode *inode) {
    bool console = inode->device == DEVICE_TTY || inode->device == DEVICE_CONSOLE;
    return inode_is(inode, S_IFCHR) && console ? &console_ops : NULL;
}

// ---- 11. Characters come and go: input is console.c's

void personality_console_output(char c) {
    (void)c;
}

void personality_logs(char c) {
    (void)c;
}
