// What Linux knows of a process beyond the core: process->outer.
#pragma once
#include "kernel/linux/process/limits.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/linux/time/itimer.h"
#include "kernel/linux/users/credentials.h"
#include "proc/process.h"

struct outer {
    // A child has the same as its parent:
    struct credentials credentials;
    struct rlimit limits[RLIMITS];
    struct signals signals; // but nothing is pending

    // … and begins without these:
    struct itimer timers[ITIMERS];
    struct timer alarm;     // for ITIMER_REAL
    struct process *lender; // sleeps until this process returns the memory that it borrowed (vfork)
    bool lending;           // a child borrows its memory
    uint64_t set_tid;       // where a new process writes its pid first; 0: nowhere
    uint32_t executed;      // how many programs it has begun since fork
    uint8_t end_signal;     // which it gets when its parent ends (PR_SET_PDEATHSIG); 0: none
    bool adopts;            // its children's children as orphans (PR_SET_CHILD_SUBREAPER)
};
