// System calls: the number is in rax, the arguments in rdi, rsi, rdx, r10, r8, r9, and the result
// goes to rax (System V x86-64 psABI, A.2.1). The numbers are Linux's.
#include "kernel/syscall.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/printf.h"
#include "kernel/trap.h"
#include "proc/cpu_time.h"
#include "proc/process.h"
#include "proc/sched.h"

uint64_t syscalls_unknown;

// Each number is reported once; all those that Linux doesn't have count as one.
static int64_t unknown(uint64_t number, const char *name) {
    enum { LINUX_HAS = 512 };
    static bool reported[LINUX_HAS + 1];
    syscalls_unknown++;
    if (!reported[min(number, LINUX_HAS)])
        kprintf("pid %d (%s): there is no system call %ld (%s)\n", current->pid, current->name,
                number, name ? name : "nor has Linux one");
    reported[min(number, LINUX_HAS)] = true;
    return -ENOSYS;
}

void syscall_dispatch(struct trap_frame *frame) {
    uint64_t number = frame->rax;
    load_charge(CPU_USER);
    personality_call_begins(frame);
    const struct system_call_entry *entry = syscall_find(number);
    int64_t result = entry->call ? entry->call(frame->rdi, frame->rsi, frame->rdx, frame->r10,
                                               frame->r8, frame->r9)
                                 : unknown(number, entry->name);
    frame->rax = result;
    personality_call_ends(number, result);
    process_leave_kernel();
    load_charge(CPU_SYSTEM);
}
