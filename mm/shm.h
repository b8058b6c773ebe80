// Shared anonymous memory: files without a name, whose disk is the swap.
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct inode;

// A new one of zeroes with one reference; it goes with the last. A mapping may be longer (mremap),
// but then touches what is beyond the end of the file. NULL: no memory. Never sleeps.
struct inode *shm_new(uint64_t size);

// Whether the page has a slot in swap. Without one, if it is not in memory, it is zero. Never
// sleeps.
bool shm_has_slot(struct inode *inode, uint64_t index);

// Whether the inode is one of these.
bool shm_is(const struct inode *inode);

// How many slots and frames its end gives back beside its pages in memory. Never sleeps.
uint64_t shm_frames(const struct inode *inode);

// How many slots hold pages of shared memory (consistency check).
extern uint64_t shm_slots;

// Brings one of its pages back from swap and frees the slot. 1: it did; 0: there was none, and it
// did not sleep; or -ENOMEM, -EIO. May sleep.
int shm_bring_back(struct inode *inode);
