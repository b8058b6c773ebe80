// Shared anonymous memory: files without a name, whose disk is the swap.
#pragma once

struct inode;

// A new, empty one with one reference; it goes with the last. NULL: no memory. Never sleeps.
struct inode *shm_new(void);
