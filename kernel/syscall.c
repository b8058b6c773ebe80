// System calls: the number is in rax, the arguments in rdi, rsi, rdx, r10, r8, r9, and the result
// goes to rax (System V x86-64 psABI, A.2.1). The numbers are Linux's.
#include "kernel/syscall.h"
#include "kernel/errno.h"
#include "kernel/printf.h"
#include "kernel/trap.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/signal.h"
#include <stdbool.h>

// A call takes as many arguments as it declares; registers too many do no harm (psABI, 3.2.3).
typedef int64_t system_call(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

#define CALL(name) ((system_call *)(void (*)(void))sys_##name)

static system_call *const table[] = {
    [0] = CALL(read),
    [1] = CALL(write),
    [2] = CALL(open),
    [3] = CALL(close),
    [4] = CALL(stat),
    [5] = CALL(fstat),
    [6] = CALL(lstat),
    [8] = CALL(lseek),
    [12] = CALL(brk),
    [13] = CALL(rt_sigaction),
    [16] = CALL(ioctl),
    [17] = CALL(pread64),
    [18] = CALL(pwrite64),
    [19] = CALL(readv),
    [20] = CALL(writev),
    [21] = CALL(access),
    [22] = CALL(pipe),
    [24] = CALL(sched_yield),
    [27] = CALL(mincore),
    [32] = CALL(dup),
    [33] = CALL(dup2),
    [35] = CALL(nanosleep),
    [39] = CALL(getpid),
    [57] = CALL(fork),
    [59] = CALL(execve),
    [60] = CALL(exit),
    [61] = CALL(wait4),
    [62] = CALL(kill),
    [63] = CALL(uname),
    [72] = CALL(fcntl),
    [79] = CALL(getcwd),
    [80] = CALL(chdir),
    [81] = CALL(fchdir),
    [82] = CALL(rename),
    [83] = CALL(mkdir),
    [84] = CALL(rmdir),
    [85] = CALL(creat),
    [87] = CALL(unlink),
    [89] = CALL(readlink),
    [95] = CALL(umask),
    [96] = CALL(gettimeofday),
    [98] = CALL(getrusage),
    [102] = CALL(getuid),
    [104] = CALL(getuid), // getgid
    [107] = CALL(getuid), // geteuid
    [108] = CALL(getuid), // getegid
    [109] = CALL(setpgid),
    [110] = CALL(getppid),
    [111] = CALL(getpgrp),
    [112] = CALL(setsid),
    [121] = CALL(getpgid),
    [124] = CALL(getsid),
    [137] = CALL(statfs),
    [138] = CALL(fstatfs),
    [158] = CALL(arch_prctl),
    [162] = CALL(sync),
    [169] = CALL(reboot),
    [186] = CALL(gettid),
    [201] = CALL(time),
    [217] = CALL(getdents64),
    [218] = CALL(set_tid_address),
    [228] = CALL(clock_gettime),
    [229] = CALL(clock_getres),
    [231] = CALL(exit), // exit_group
    [257] = CALL(openat),
    [258] = CALL(mkdirat),
    [262] = CALL(newfstatat),
    [263] = CALL(unlinkat),
    [267] = CALL(readlinkat),
    [269] = CALL(faccessat),
    [292] = CALL(dup3),
    [293] = CALL(pipe2),
    [439] = CALL(faccessat2),
};

enum {
    TABLE_LENGTH = sizeof table / sizeof *table,
    RESTART_LENGTH = 2
}; // of the instruction SYSCALL

uint64_t syscalls_unknown;

static int64_t unknown(uint64_t number) {
    static bool told[512];
    syscalls_unknown++;
    if (number < sizeof told && !told[number]) {
        told[number] = true;
        kprintf("pid %d (%s): there is no system call %lu\n", current->pid, current->name, number);
    }
    return -ENOSYS;
}

// A call that a signal interrupted is made again when the process goes on after all: it was stopped
// and continued.
static void restart(struct trap_frame *frame, uint64_t number) {
    frame->rip -= RESTART_LENGTH;
    frame->rax = number;
}

void syscall_dispatch(struct trap_frame *frame) {
    uint64_t number = frame->rax;
    system_call *call = number < TABLE_LENGTH ? table[number] : NULL;
    int64_t result =
        call ? call(frame->rdi, frame->rsi, frame->rdx, frame->r10, frame->r8, frame->r9)
             : unknown(number);
    frame->rax = result;
    if (result == -EINTR)
        restart(frame, number);
    sched_preempt(); // first: others who run meanwhile may send a signal
    signal_deliver();
}
