// Eviction: where frames come from when memory is full.
//
// frame_alloc never sleeps, so it takes only what is free, or what can be dropped at once (clean,
// unmapped pages of the page cache). Everything else costs a disk write, so whoever is about to
// need frames and may sleep asks here first. A reserve is kept for those who may not sleep, and for
// eviction itself.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Reads `evict=clock|fifo|random` and sets the size of the reserve.
void evict_init(void);

// Sees to it that `want` frames are free beyond the reserve. False: all memory and swap is in use,
// or the process is being killed. May sleep, but returns at once when nothing is short.
bool evict_reserve(size_t want);

// Memory is out for good: kills the process that uses most and takes its memory away (the caller
// looks again). False if that is the current process, or it is being killed already. May sleep.
bool evict_kill_largest(void);

// Kills the current process for lack of memory, when its system call ends. Never sleeps.
void evict_kill_current(void);
