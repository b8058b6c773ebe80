// Signals: numbers (Linux), default actions, and when they take effect.
#pragma once
#include "proc/process.h"

enum signal_number {
    SIGHUP = 1,
    SIGINT,
    SIGQUIT,
    SIGILL,
    SIGTRAP,
    SIGABRT,
    SIGBUS,
    SIGFPE,
    SIGKILL,
    SIGUSR1,
    SIGSEGV,
    SIGUSR2,
    SIGPIPE,
    SIGALRM,
    SIGTERM,
    SIGSTKFLT,
    SIGCHLD,
    SIGCONT,
    SIGSTOP,
    SIGTSTP,
    SIGTTIN,
    SIGTTOU,
    SIGURG,
    SIGXCPU,
    SIGXFSZ,
    SIGVTALRM,
    SIGPROF,
    SIGWINCH,
    SIGIO,
    SIGPWR,
    SIGSYS,
};

// Makes the signal pending and wakes the process if it matters. Never sleeps; may be called from
// interrupts.
void signal_send(struct process *process, int signal);

// To every process of a group; how many there were.
int signal_send_group(int group, int signal);

// Whether a signal waits that would end or stop the process.
bool signal_waiting(const struct process *process);

// Whether it has been killed and only has not noticed yet.
bool signal_killed(const struct process *process);

// The current process did what it must not: prints one line on the console saying what and why, and
// makes the signal pending in a way that cannot be ignored. `code` is the si_code, `address` the
// si_addr.
void signal_fault(int signal, int code, uint64_t address, const char *why);

// The current process needs a page at `address` inside a system call, and there is no memory: says
// so on the console and makes SIGKILL pending.
void signal_out_of_memory(uint64_t address);

// Carries out what is pending, before every return to user mode. May not return (death) and may
// sleep (stop).
void signal_deliver(void);
