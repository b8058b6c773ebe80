// Signals: numbers (Linux), who gets them, and when they take effect: on the way back to user mode.
#pragma once
#include "kernel/lib/list.h"
#include <stdbool.h>
#include <stdint.h>

struct process;

enum signal_number {
#define S(number, name) name = number,
#include "kernel/signal_list.h"
    SIGNAL_REALTIME, // from here on each one that is sent is delivered
    SIGNALS = 64
};

enum { SIG_DFL = 0, SIG_IGN = 1 }; // handlers that are none

enum signal_flag {
    SA_NOCLDSTOP = 0x1,
    SA_NOCLDWAIT = 0x2,
    SA_RESTORER = 0x04000000,
    SA_ONSTACK = 0x08000000,
    SA_RESTART = 0x10000000,
    SA_NODEFER = 0x40000000,
};
#define SA_RESETHAND 0x80000000ul

// Values of si_code (Linux asm-generic/siginfo.h).
enum { SI_USER = 0, SI_KERNEL = 0x80, SI_TKILL = -6 };
enum { ILL_ILLOPN = 2, TRAP_TRACE = 2, SEGV_MAPERR = 1, SEGV_ACCERR, BUS_ADRALN = 1, BUS_ADRERR };
enum { FPE_INTDIV = 1, FPE_FLTDIV = 3, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES, FPE_FLTINV };
enum { CLD_EXITED = 1, CLD_KILLED = 2, CLD_STOPPED = 5, CLD_CONTINUED = 6 };

// The kernel's struct sigaction.
struct signal_action {
    uint64_t handler, flags, restorer, mask;
};

// siginfo_t, as far as the kernel fills it. All members of the union have the same size, because an
// initialiser need not clear what is beyond the one that it names.
struct signal_info {
    int32_t signal, error, code, padding;
    union {
        struct {
            int32_t pid;
            uint32_t uid;
            int32_t status, padding_2; // SIGCHLD
            uint64_t rest[12];
        };
        struct {
            uint64_t address; // SIGSEGV, SIGBUS, SIGILL, SIGFPE
            uint64_t rest_2[13];
        };
    };
};

// A process's alternate stack (sigaltstack(2)).
struct signal_stack {
    uint64_t start;
    int32_t flags, padding;
    uint64_t size;
};
enum { SS_ONSTACK = 1, SS_DISABLE = 2 };

// What a process has to do with signals. Sets have bit n-1 for signal n.
struct signals {
    struct signal_action actions[SIGNALS];
    struct signal_stack stack;
    uint64_t blocked;
    // A new process has its parent's so far.
    uint64_t pending;
    struct list queue;      // struct signal.queued: what came with the pending ones, oldest first
    uint32_t queue_length;  // of those that are sent with a value (rt_sigqueueinfo)
    uint64_t awaited;       // sigtimedwait sleeps for these, though they are blocked
    uint64_t saved_blocked; // what `blocked` was before a call that changed it for its own time …
    bool blocked_is_saved;  // … if there is one (sigsuspend, ppoll, pselect6)
    int64_t interrupted;    // the number of the call that a signal interrupted, or -1
    uint64_t deadline;      // until when that call would have slept: see signal_deadline; or 0
};

// For a new process, which has a copy of its parent's: nothing is pending.
void signals_begin(struct signals *signals);

// For execve: the handlers are gone with the program, and so is the alternate stack.
void signals_reset(struct signals *signals);

static inline uint64_t signal_bit(int signal) {
    return 1ul << (signal - 1);
}

// Makes the signal pending and wakes the process if it matters. Never sleep; may be called from
// interrupts. signal_send is for what the kernel itself sends. A signal that is already pending is
// not sent again, unless it is a real-time one; of these -EAGAIN reports that too many wait, but
// not to kill().
void signal_send(struct process *process, int signal);
int signal_send_info(struct process *process, const struct signal_info *info);

// The same, if the current process may; else -EPERM. Signal 0 only asks; NULL: -ESRCH.
int signal_send_if_allowed(struct process *process, const struct signal_info *info);

// To every process of a group.
void signal_send_group(int group, int signal);

// What comes with a signal that a process causes.
struct signal_info signal_from(const struct process *process, int signal, int code);

// What SIGCHLD reports of a child; `status`: as wait4 reports it. The second sends it to the
// parent, if there is one and if it wants to know.
struct signal_info signal_of_child(const struct process *child, int status);
void signal_child(const struct process *child, int status);

// The pending signals that are not blocked: each will end or stop the process, or run a handler.
uint64_t signals_waiting(const struct process *process);

// The first signal that waits and will end the process, or 0.
int signal_fatal(const struct process *process);

// Whether the process ignores the signal, by its own choice or by default; whether the signal would
// do nothing to it now: ignored, or blocked.
bool signal_is_ignored(const struct process *process, int signal);
bool signal_is_shut_out(const struct process *process, int signal);

// Those that have this handler (SIG_IGN, SIG_DFL); those that the process catches.
uint64_t signals_with(const struct signals *signals, uint64_t handler);
uint64_t signals_caught(const struct signals *signals);

// The current process did what it must not. If it cannot or does not want to handle the signal it
// ends at once, after one line on the console saying what and why. `code` is the si_code, `address`
// where: si_addr, but with SI_KERNEL. (If it is the instruction's own, the line says "rip".)
void signal_fault(int signal, int code, uint64_t address, const char *why);

// Ends the current process for a frame or stack that is none, as Linux does: SIGSEGV.
void signal_fault_frame(const char *why);

// Blocks exactly this set, as far as that is possible.
void signal_set_blocked(uint64_t set);

// The user's set of signals: 0, -EINVAL (it has another size) or -EFAULT. May sleep.
int signal_get_set(uint64_t *set, uint64_t from, uint64_t size);

// ---- queue.c

// Makes a signal pending. 0, or -EAGAIN: it is a real-time one, too many wait, and kill() did not
// send it. Never sleeps.
int signal_queue(struct signals *signals, const struct signal_info *info);

// Takes the first pending signal of a set, and what came with it; 0: there is none.
int signal_take(struct signals *signals, uint64_t set, struct signal_info *info);

// How many bytes of memory the queue takes. Never sleeps.
uint64_t signals_bytes(const struct signals *signals);

// Drops what is pending of a set.
void signals_discard(struct signals *signals, uint64_t set);

// ---- restart.c

// For calls that wait for a time: its end (of timer_now()), or the one that the call had when a
// stop interrupted it and it now is made again.
uint64_t signal_deadline(uint64_t span);

// Blocks another set of signals until the current call is done (ppoll(2)).
void signal_block_for_call(uint64_t set);

// Gives back the set that signal_block_for_call put aside, if there is one.
void signal_restore_blocked(void);

// Has the interrupted call, if there is one, made again: always without a handler (NULL), else when
// that is one for which calls are restarted.
void signal_resume_call(const struct signal_action *handler);

// ---- frame.c

// Has the current process run the action's handler next. 0, or -EFAULT when there is no space for
// it on the user's stack. May sleep.
int signal_push_frame(const struct signal_action *action, const struct signal_info *info);

// Whether rsp lies in the alternate stack.
bool signal_on_stack(const struct signal_stack *stack, uint64_t rsp);
