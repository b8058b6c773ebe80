// Out of memory: no page can be evicted, so a process has to end. The process ring chooses which
// one (proc/oom.c).
#pragma once
#include <stdbool.h>
#include <stddef.h>

// evict_reserve could not make so many frames free: kills the process that uses most and takes its
// memory away (then the caller retries). False if that is the current process, or it is being
// killed already. May sleep.
bool oom_kill_largest(size_t wanted);

// Kills the current process for lack of memory, when its system call ends. Never sleeps.
void oom_kill_current(void);
