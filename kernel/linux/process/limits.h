// Resource limits (getrlimit(2)).
#pragma once
#include "mm/spt.h"

enum {
    RLIMIT_CPU = 0,
    RLIMIT_FSIZE = 1,
    RLIMIT_DATA = 2,
    RLIMIT_STACK = 3,
    RLIMIT_CORE = 4,
    RLIMIT_RSS = 5,
    RLIMIT_NPROC = 6
};
enum { RLIMIT_NOFILE = 7, RLIMIT_MEMLOCK = 8, RLIMIT_AS = 9, RLIMITS = 16 };
#define RLIM_INFINITY UINT64_MAX
#define MEMLOCK_LIMIT (8ul << 20) // default RLIMIT_MEMLOCK, in bytes, as on Linux 6.1

struct rlimit {
    uint64_t current, most; // of the limit itself, and how far it may be raised
};

// What the first process begins with.
void limits_init(struct rlimit limits[RLIMITS]);

struct process;

// Takes part in each tick of the timer, for the process that it found running: sends SIGXCPU for
// each second of processor time above the limit, which moves on with it (as on Linux), and SIGKILL
// at the most.
void limits_tick(struct process *process);

// Whether the current process's user may have one more process: root always may.
bool limits_allow_process(void);

// Whether the current process may lock `size` bytes more.
bool limits_allow_locked(const struct spt *spt, uint64_t size);

// Whether `size` bytes that it has may become memory like the record's (its prot, shared and kind
// matter).
bool limits_allow_data(const struct spt *spt, const struct spt_record *record, uint64_t size);
