// Eviction: where frames come from when memory is full.
//
// frame_alloc never sleeps, so it takes only what is free, or what can be dropped at once (clean,
// unmapped pages of the page cache). Everything else costs a disk write, so whoever is about to
// need frames and may sleep asks here first. A reserve is kept for those who may not sleep, and for
// eviction itself.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Reads `evict=NAME`, the policy, and sets the size of the reserve.
void evict_init(void);

// A page of a user or of the page cache has come to the frame.
struct frame;
void evict_arrived(struct frame *frame);

// Sees to it that `want` frames are free beyond the reserve. False: all memory and swap is in use,
// or the process is being killed. May sleep, but returns at once when nothing is short.
bool evict_reserve(size_t want);

// What is wanted at most, by operation.
enum {
    FRAMES_FOR_SWAP_IN = 2, // the page, and one that is copied
    FRAMES_FOR_PAGE = 5,    // a fault or a move: three tables, one to read into, and the page
    FRAMES_FOR_FILE = 8,    // a page and what leads to it on the disk
    FRAMES_FOR_EXEC = 16,   // to begin with: tables, buffers, records
};

// Drops some pages that are clean and neither mapped nor pinned, in the policy's order. Returns how
// many. Never sleeps.
size_t evict_clean(void);

// What is on its way out, and will leave free frames behind: victims that are being written,
// address spaces that nobody uses. Sleep on it.
extern unsigned evict_leaving;
