// Shared anonymous memory: files without a name, whose disk is the swap.
#pragma once
#include <stdbool.h>

struct inode;

// A new, empty one with one reference; it goes with the last. NULL: no memory. Never sleeps.
struct inode *shm_new(void);

// Whether the inode is one of these.
bool shm_is(const struct inode *inode);
