// System calls: the number is in rax, the arguments in rdi, rsi, rdx, r10, r8, r9, and the result
// goes to rax (System V x86-64 psABI, A.2.1). The numbers are Linux's.
#include "kernel/syscall.h"
#include "kernel/errno.h"
#include "kernel/printf.h"
#include "kernel/strace.h"
#include "kernel/trap.h"
#include "proc/load.h"
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
    [7] = CALL(poll),
    [8] = CALL(lseek),
    [9] = CALL(mmap),
    [10] = CALL(mprotect),
    [11] = CALL(munmap),
    [12] = CALL(brk),
    [13] = CALL(rt_sigaction),
    [14] = CALL(rt_sigprocmask),
    [15] = CALL(rt_sigreturn),
    [16] = CALL(ioctl),
    [17] = CALL(pread64),
    [18] = CALL(pwrite64),
    [19] = CALL(readv),
    [20] = CALL(writev),
    [21] = CALL(access),
    [22] = CALL(pipe),
    [23] = CALL(select),
    [24] = CALL(sched_yield),
    [25] = CALL(mremap),
    [26] = CALL(msync),
    [27] = CALL(mincore),
    [28] = CALL(madvise),
    [32] = CALL(dup),
    [33] = CALL(dup2),
    [34] = CALL(pause),
    [35] = CALL(nanosleep),
    [36] = CALL(getitimer),
    [37] = CALL(alarm),
    [38] = CALL(setitimer),
    [39] = CALL(getpid),
    [40] = CALL(sendfile),
    [41] = CALL(socket),
    [42] = CALL(on_socket), // connect
    [43] = CALL(on_socket), // accept
    [44] = CALL(on_socket), // sendto
    [45] = CALL(on_socket), // recvfrom
    [46] = CALL(on_socket), // sendmsg
    [47] = CALL(on_socket), // recvmsg
    [48] = CALL(on_socket), // shutdown
    [49] = CALL(on_socket), // bind
    [50] = CALL(on_socket), // listen
    [51] = CALL(on_socket), // getsockname
    [52] = CALL(on_socket), // getpeername
    [53] = CALL(socket),    // socketpair
    [54] = CALL(on_socket), // setsockopt
    [55] = CALL(on_socket), // getsockopt
    [56] = CALL(clone),
    [57] = CALL(fork),
    [58] = CALL(vfork),
    [59] = CALL(execve),
    [60] = CALL(exit),
    [61] = CALL(wait4),
    [62] = CALL(kill),
    [63] = CALL(uname),
    [72] = CALL(fcntl),
    [73] = CALL(flock),
    [74] = CALL(fsync),
    [75] = CALL(fdatasync),
    [76] = CALL(truncate),
    [77] = CALL(ftruncate),
    [78] = CALL(getdents),
    [79] = CALL(getcwd),
    [80] = CALL(chdir),
    [81] = CALL(fchdir),
    [82] = CALL(rename),
    [83] = CALL(mkdir),
    [84] = CALL(rmdir),
    [85] = CALL(creat),
    [86] = CALL(link),
    [87] = CALL(unlink),
    [88] = CALL(symlink),
    [89] = CALL(readlink),
    [90] = CALL(chmod),
    [91] = CALL(fchmod),
    [92] = CALL(chown),
    [93] = CALL(fchown),
    [94] = CALL(lchown),
    [95] = CALL(umask),
    [96] = CALL(gettimeofday),
    [97] = CALL(getrlimit),
    [98] = CALL(getrusage),
    [99] = CALL(sysinfo),
    [100] = CALL(times),
    [102] = CALL(getuid),
    [103] = CALL(syslog),
    [104] = CALL(getgid),
    [105] = CALL(setuid),
    [106] = CALL(setgid),
    [107] = CALL(geteuid),
    [108] = CALL(getegid),
    [109] = CALL(setpgid),
    [110] = CALL(getppid),
    [111] = CALL(getpgrp),
    [112] = CALL(setsid),
    [113] = CALL(setreuid),
    [114] = CALL(setregid),
    [115] = CALL(getgroups),
    [116] = CALL(setgroups),
    [117] = CALL(setresuid),
    [118] = CALL(getresuid),
    [119] = CALL(setresgid),
    [120] = CALL(getresgid),
    [121] = CALL(getpgid),
    [124] = CALL(getsid),
    [127] = CALL(rt_sigpending),
    [128] = CALL(rt_sigtimedwait),
    [129] = CALL(rt_sigqueueinfo),
    [130] = CALL(rt_sigsuspend),
    [131] = CALL(sigaltstack),
    [132] = CALL(utime),
    [133] = CALL(mknod),
    [135] = CALL(personality),
    [137] = CALL(statfs),
    [138] = CALL(fstatfs),
    [140] = CALL(getpriority),
    [141] = CALL(setpriority),
    [142] = CALL(sched_setparam),
    [143] = CALL(sched_getparam),
    [144] = CALL(sched_setscheduler),
    [145] = CALL(sched_getscheduler),
    [146] = CALL(sched_get_priority_max),
    [147] = CALL(sched_get_priority_min),
    [148] = CALL(sched_rr_get_interval),
    [149] = CALL(mlock),
    [150] = CALL(munlock),
    [151] = CALL(mlockall),
    [152] = CALL(munlockall),
    [157] = CALL(prctl),
    [158] = CALL(arch_prctl),
    [160] = CALL(setrlimit),
    [162] = CALL(sync),
    [163] = CALL(absent), // acct: nobody keeps books
    [164] = CALL(settimeofday),
    [165] = CALL(mount),
    [166] = CALL(umount2),
    [167] = CALL(swapon),
    [168] = CALL(swapoff),
    [169] = CALL(reboot),
    [170] = CALL(sethostname),
    [171] = CALL(setdomainname),
    [186] = CALL(gettid),
    [187] = CALL(readahead),
    [188] = CALL(no_attributes), // setxattr
    [189] = CALL(no_attributes), // lsetxattr
    [190] = CALL(no_attributes), // fsetxattr
    [191] = CALL(no_attributes), // getxattr
    [192] = CALL(no_attributes), // lgetxattr
    [193] = CALL(no_attributes), // fgetxattr
    [194] = CALL(no_attributes), // listxattr
    [195] = CALL(no_attributes), // llistxattr
    [196] = CALL(no_attributes), // flistxattr
    [197] = CALL(no_attributes), // removexattr
    [198] = CALL(no_attributes), // lremovexattr
    [199] = CALL(no_attributes), // fremovexattr
    [200] = CALL(tkill),
    [201] = CALL(time),
    [202] = CALL(futex),
    [203] = CALL(sched_setaffinity),
    [204] = CALL(sched_getaffinity),
    [217] = CALL(getdents64),
    [218] = CALL(set_tid_address),
    [221] = CALL(fadvise64),
    [227] = CALL(clock_settime),
    [228] = CALL(clock_gettime),
    [229] = CALL(clock_getres),
    [230] = CALL(clock_nanosleep),
    [231] = CALL(exit), // exit_group
    [234] = CALL(tgkill),
    [235] = CALL(utimes),
    [257] = CALL(openat),
    [258] = CALL(mkdirat),
    [259] = CALL(mknodat),
    [260] = CALL(fchownat),
    [262] = CALL(newfstatat),
    [263] = CALL(unlinkat),
    [264] = CALL(renameat),
    [265] = CALL(linkat),
    [266] = CALL(symlinkat),
    [267] = CALL(readlinkat),
    [268] = CALL(fchmodat),
    [269] = CALL(faccessat),
    [270] = CALL(pselect6),
    [271] = CALL(ppoll),
    [273] = CALL(set_robust_list),
    [277] = CALL(sync_file_range),
    [280] = CALL(utimensat),
    [285] = CALL(fallocate),
    [288] = CALL(on_socket), // accept4
    [292] = CALL(dup3),
    [293] = CALL(pipe2),
    [302] = CALL(prlimit64),
    [306] = CALL(syncfs),
    [309] = CALL(getcpu),
    [316] = CALL(renameat2),
    [318] = CALL(getrandom),
    [322] = CALL(execveat),
    [324] = CALL(absent), // membarrier: with one processor there is nothing to do
    [325] = CALL(mlock2),
    [332] = CALL(statx),
    [334] = CALL(absent), // rseq: a thread's way to learn its processor fast; glibc has others
    [436] = CALL(close_range),
    [439] = CALL(faccessat2),
};

enum { TABLE_LENGTH = sizeof table / sizeof *table };

uint64_t syscalls_unknown;

static int64_t unknown(uint64_t number) {
    static bool told[548];
    syscalls_unknown++;
    if (number < sizeof told && !told[number]) {
        told[number] = true;
        kprintf("pid %d (%s): there is no system call %lu\n", current->pid, current->name, number);
    }
    return -ENOSYS;
}

void syscall_dispatch(struct trap_frame *frame) {
    enum { RT_SIGRETURN = 15 };
    uint64_t number = frame->rax;
    load_charge(CPU_USER);
    strace_begin(frame);
    system_call *call = number < TABLE_LENGTH ? table[number] : NULL;
    struct signals *signals = &current->signals;
    int64_t result =
        call ? call(frame->rdi, frame->rsi, frame->rdx, frame->r10, frame->r8, frame->r9)
             : unknown(number);
    strace_end(number, result);
    frame->rax = result;
    if (result == -EINTR && number != RT_SIGRETURN) // that returns what rax was before
        signals->interrupted = number;
    else
        signal_end_call();
    sched_preempt(); // first: others who run meanwhile may send a signal
    signal_deliver();
    load_charge(CPU_SYSTEM);
}
