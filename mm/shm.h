// Shared anonymous memory: files without a name, whose disk is the swap.
#pragma once
#include <stdbool.h>

struct inode;

// A new, empty one with one reference; it goes with the last. NULL: no memory. Never sleeps.
struct inode *shm_new(void);

// Whether the inode is one of these.
bool shm_is(const struct inode *inode);

// Brings one of its pages back from swap and frees the slot. 1: it did; 0: there was none, and it
// did not sleep; or -ENOMEM, -EIO. May sleep.
int shm_bring_back(struct inode *inode);
