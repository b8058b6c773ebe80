// Mounted file systems: the tree of all files is made of theirs.
#pragma once
#include "kernel/fs/inode.h"

// Makes `fs` the root, the first of all. Never sleeps.
void mount_root(struct file_system *fs);

// The first mounts `fs` on a directory, of which it takes a reference; the second unmounts `fs` and
// frees it. 0, -ENOTDIR, -ENOMEM; -EBUSY when it is in use. Never sleep.
int mount_on(struct file_system *fs, struct inode *directory);
int mount_remove(struct file_system *fs);

// The root directory (no new reference); mounted file system number i from 0, or NULL.
struct inode *root_directory(void);
struct file_system *mount_number(size_t i);

// Writes everything to the disks. `stopping`: at the very end, when no process is left; the file
// systems are marked as complete. 0 or the first error. May sleep.
int mount_sync(bool stopping);

// From a covered directory down to the root mounted on it; from the root of a mounted file system
// up to the directory it covers; any other directory is returned itself. Both take over the
// reference and return one. Never sleep.
struct inode *mount_descend(struct inode *directory);
struct inode *mount_ascend(struct inode *directory);
