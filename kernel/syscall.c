// System calls: the number is in rax, the arguments in rdi, rsi, rdx, r10, r8, r9, and the result
// goes to rax (System V x86-64 psABI, A.2.1). The numbers are Linux's.
#include "kernel/syscall.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/seldom.h"
#include "kernel/personality.h"
#include "kernel/printf.h"
#include "kernel/trap.h"
#include "proc/cpu_time.h"
#include "proc/process.h"
#include "proc/sched.h"

uint64_t syscalls_unknown;

// Each number is reported once; all those that Linux doesn't have count as one.
static SELDOM int64_t unknown(uint64_t number) {
    static bool reported[SYSCALLS + 1];
    const char *name = syscall_find(number)->name;
    syscalls_unknown++;
    if (!reported[min(number, SYSCALLS)])
        kprintf("pid %d (%s): there is no system call %ld (%s)\n", current->pid, current->name,
                number, name ? name : "nor has Linux one");
    reported[min(number, SYSCALLS)] = true;
    return -ENOSYS;
}

// Outside the usual way. (What interrupts a call asks for attention, too.)
static SELDOM void call_ends(uint64_t number, int64_t result) {
    if (current->watched || result == -EINTR)
        personality_call_ends(number, result);
    process_leave_kernel();
}

// SYSRET puts rcx into rip and r11 into rflags, so both must have these values: a signal's handler
// and execve change them. If rip isn't canonical, SYSRET faults in ring 0 on the user's stack: the
// program could choose where the kernel writes. No call returns to such an address, but this is no
// place to rely on that. Single steps (TF, RF) need IRETQ.
static bool may_use_sysret(const struct trap_frame *frame) {
    uint64_t changed = (frame->rip ^ frame->rcx) | (frame->rflags ^ frame->r11);
    return (changed | (frame->rflags & (RFLAGS_TF | RFLAGS_RF)) | frame->rip >> 47) == 0;
}

bool syscall_dispatch(struct trap_frame *frame) {
    uint64_t number = frame->rax;
    time_enter_kernel();
    if (current->watched)
        personality_call_begins(frame);
    system_call *call = number < SYSCALLS ? syscall_table[number].call : NULL;
    frame->rax = call ? call(frame->rdi, frame->rsi, frame->rdx, frame->r10, frame->r8, frame->r9)
                      : unknown(number);
    if (current->watched || current->attention)
        call_ends(number, frame->rax);
    time_leave_kernel();
    return may_use_sysret(frame);
}
