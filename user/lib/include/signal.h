// Signals (POSIX; numbers and layouts are those of Linux's kernel on x86-64, so that struct
// sigaction and sigset_t go to it unchanged).
#pragma once
#include <sys/types.h>
#include <time.h>

enum {
#define S(number, name) name = number,
#include "../../../kernel/signal_list.h"
};
#define SIGIOT SIGABRT
#define SIGPOLL SIGIO
#define SIGRTMIN 32
#define SIGRTMAX 64
#define NSIG 65

typedef int sig_atomic_t;
typedef unsigned long sigset_t; // bit n - 1 is signal n

union sigval {
    int sival_int;
    void *sival_ptr;
};

typedef struct {
    int si_signo, si_errno, si_code, __padding;
    union {
        struct { // kill, SIGCHLD
            pid_t si_pid;
            uid_t si_uid;
            union {
                int si_status;
                union sigval si_value;
            };
            clock_t si_utime, si_stime;
        };
        struct { // SIGSEGV, SIGBUS, SIGILL, SIGFPE
            void *si_addr;
            short si_addr_lsb;
        };
        char __size[112];
    };
} siginfo_t;

// Values of si_code.
enum { SI_USER = 0, SI_KERNEL = 0x80, SI_QUEUE = -1, SI_TIMER = -2, SI_TKILL = -6 };
enum { ILL_ILLOPC = 1, ILL_ILLOPN, ILL_ILLADR, ILL_ILLTRP, ILL_PRVOPC };
enum { FPE_INTDIV = 1, FPE_INTOVF, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES, FPE_FLTINV };
enum { SEGV_MAPERR = 1, SEGV_ACCERR };
enum { BUS_ADRALN = 1, BUS_ADRERR, BUS_OBJERR };
enum { TRAP_BRKPT = 1, TRAP_TRACE };
enum { CLD_EXITED = 1, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED };

typedef void (*sighandler_t)(int signal);
#define SIG_DFL ((sighandler_t)0)
#define SIG_IGN ((sighandler_t)1)
#define SIG_ERR ((sighandler_t)-1)

struct sigaction {
    union {
        sighandler_t sa_handler;
        void (*sa_sigaction)(int signal, siginfo_t *info, void *context);
    };
    unsigned long sa_flags;
    void (*sa_restorer)(void); // sigaction fills it in
    sigset_t sa_mask;
};
#define SA_NOCLDSTOP 1ul
#define SA_NOCLDWAIT 2ul
#define SA_SIGINFO 4ul
#define SA_RESTORER 0x04000000ul
#define SA_ONSTACK 0x08000000ul
#define SA_RESTART 0x10000000ul
#define SA_NODEFER 0x40000000ul
#define SA_RESETHAND 0x80000000ul

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

typedef struct {
    void *ss_sp;
    int ss_flags;
    size_t ss_size;
} stack_t;
#define SS_ONSTACK 1
#define SS_DISABLE 2
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192

// What a handler with SA_SIGINFO finds behind its third argument.
typedef long greg_t;
typedef greg_t gregset_t[23];
enum {
    REG_R8,
    REG_R9,
    REG_R10,
    REG_R11,
    REG_R12,
    REG_R13,
    REG_R14,
    REG_R15,
    REG_RDI,
    REG_RSI,
    REG_RBP,
    REG_RBX,
    REG_RDX,
    REG_RAX,
    REG_RCX,
    REG_RSP,
    REG_RIP,
    REG_EFL,
    REG_CSGSFS,
    REG_ERR,
    REG_TRAPNO,
    REG_OLDMASK,
    REG_CR2
};
typedef struct {
    gregset_t gregs;
    void *fpregs; // FXSAVE's 512 bytes
    unsigned long __reserved[8];
} mcontext_t;
typedef struct ucontext {
    unsigned long uc_flags;
    struct ucontext *uc_link;
    stack_t uc_stack;
    mcontext_t uc_mcontext;
    sigset_t uc_sigmask;
} ucontext_t;

int kill(pid_t pid, int signal);
int killpg(pid_t group, int signal);
int tgkill(pid_t group, pid_t thread, int signal);
int raise(int signal);
sighandler_t signal(int signal, sighandler_t handler); // with SA_RESTART, as in BSD
int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict old);
int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old);
int sigsuspend(const sigset_t *mask);
int sigpending(sigset_t *set);
int sigaltstack(const stack_t *restrict stack, stack_t *restrict old);
int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info);
int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
                 const struct timespec *restrict timeout);

int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigaddset(sigset_t *set, int signal);
int sigdelset(sigset_t *set, int signal);
int sigismember(const sigset_t *set, int signal);
