// Eviction: where frames come from when memory is full.
//
// frame_alloc never sleeps, so it takes only what is free, or what can be dropped at once (clean,
// unmapped pages of the page cache). Everything else costs a disk write, so code that will need
// frames and may sleep calls evict_reserve first. A reserve is kept for code that may not sleep,
// and for eviction itself.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Reads `evict=NAME`, the policy, and sets the size of the reserve.
void evict_init(void);

// Evicts pages until `want` frames are free beyond the reserve. False: all memory and swap is in
// use, or the process is being killed. May sleep, but returns at once if enough frames are free.
bool evict_reserve(size_t want);

// How many frames are free beyond the reserve. Never sleeps.
size_t evict_spare(void);

// How many frames an operation wants at most.
enum {
    FRAMES_FOR_SWAP_IN = 2, // the page, and one that is copied
    FRAMES_FOR_PAGE = 5,    // a fault or a move: three tables, one to read into, and the page
    FRAMES_FOR_FILE = 8,    // a page and what leads to it on the disk
    FRAMES_FOR_EXEC = 16,   // to begin with: tables, buffers, records
};

// Drops pages that are clean and neither mapped nor pinned, in the policy's order: several if the
// caller may sleep, else one. Returns how many. All of memory may have to be looked at; if the
// caller may sleep, others run meanwhile.
size_t evict_clean(bool may_sleep);

// How many things are on their way out, and will give frames back: victims that are being written,
// address spaces that end. One sleeps on it.
extern unsigned evict_leaving;
