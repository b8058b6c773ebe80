// Swap: pages of memory on a disk, in the format of mkswap(8). A slot is a page's place there; it
// is counted, since fork shares swapped pages as it shares frames.
#pragma once
#include "kernel/dev/block.h"
#include <stdbool.h>

// How many slots there are, and how many of them are used.
extern uint64_t swap_total, swap_used;

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

// A free slot with count 1; false when there is none. Never sleeps.
bool swap_alloc(uint64_t *slot);

// One more user of the slot, one less. The last one frees it. Never sleep.
void swap_ref(uint64_t slot);
void swap_put(uint64_t slot);

// Instead of swap_put for a slot with one user that the disk could not write: it is not free again.
void swap_retire(uint64_t slot);

// How many users a slot has; how many all slots have together; and how many of those are pages that
// are being written or read just now.
unsigned swap_users(uint64_t slot);
uint64_t swap_all_users(void);
extern uint64_t swap_moving;

// Reads the page at `address` of the address space, which must be swapped out, back into a frame,
// for all address spaces that share it. 0 (then the PTE may be anything), -ENOMEM, -EIO. May sleep.
struct spt;
int swap_in(struct spt *spt, uint64_t address);

// Moves one page between the slot and a frame's memory. 0 or -EIO. May sleep.
int swap_read(uint64_t slot, void *page);
int swap_write(uint64_t slot, void *page);
