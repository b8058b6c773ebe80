// Swap: pages of memory on a disk, in the format of mkswap(8). A slot is a page's place there; it
// is counted, since fork shares swapped pages as it shares frames.
#pragma once
#include "kernel/dev/block.h"
#include <stdbool.h>

struct frame;
struct spt;

// How many slots there are, how many of them are used, and how many are kept by frames.
extern uint64_t swap_total, swap_used, swap_cached;

// Begins to swap on the device: reads and checks its header. 0, -EINVAL (not made by mkswap, or
// damaged, or too small for what it says), -EBUSY (swapping already), -ENOMEM, -EIO. May sleep.
int swap_on(struct block_device *device);

// Ends swapping. `bring_back` brings everything back into memory; nothing is swapped out meanwhile.
// 0, -EINVAL (not that device), or bring_back's error, and swapping goes on. May sleep.
int swap_off(const struct block_device *device, int (*bring_back)(void));

// The name of the disk, "" without swap.
const char *swap_device_name(void);

// Whether there is a free slot. Never sleeps.
bool swap_has_space(void);

// Takes free slots in a row, at most `n`, each with count 1. Returns how many it found; *slot is
// the first one. 0: there is none. Never sleeps.
size_t swap_alloc(size_t n, uint64_t *slot);

// One more user of the slot, one less. The last one frees it. Never sleep.
void swap_ref(uint64_t slot);
void swap_put(uint64_t slot);

// How many users a slot has; and how many all slots have together.
unsigned swap_users(uint64_t slot);
uint64_t swap_all_users(void);

// Moves pages between `n` slots in a row and memory. 0 or -EIO: some may have been moved. May
// sleep.
int swap_transfer(uint64_t slot, void *const *pages, size_t n, bool write);

// ---- The slot that an anonymous frame keeps (frame->slot), because both have the same contents

// It takes over one use of the slot; it gives it back, if it has one. Never sleep.
void swap_keep(struct frame *frame, uint64_t slot);
void swap_forget(struct frame *frame);

// Instead of swap_forget for a slot that the disk could not write: it is not free again.
void swap_retire(struct frame *frame);

// Whether there are so many free slots that frames may keep theirs.
bool swap_has_plenty(void);

// ---- mm/swapping.c

// Swaps anonymous pages out, which are pinned once each, and unpins them. They are in memory still
// if the disk failed, or there were no slots. Returns how often the disk failed. May sleep.
unsigned swap_out(struct frame **frames, size_t n);

// Reads the page at `address` of the address space, which must be swapped out, back into a frame,
// for all address spaces that share it; perhaps pages behind it, too. 0 (then the PTE may be
// anything), -ENOMEM, -EIO. May sleep.
int swap_in(struct spt *spt, uint64_t address);
