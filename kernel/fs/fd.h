// What the system calls on files share.
#pragma once
#include "kernel/fs/file.h"

// The current process's open file `fd` with a reference of the caller's own, or NULL (-EBADF).
struct file *fd_get(int fd);

// Gives the file (the caller's reference) the lowest free descriptor from `least` on: the
// descriptor, or -EMFILE, and then the file is put.
int fd_install(struct file *file, int least, bool close_on_exec);

// The inode that a user's path names, seen from an open directory or from AT_FDCWD (abi.h), as
// path_lookup. May sleep.
int path_from_user(int directory, uint64_t path, bool follow, struct inode **found);

// Fills in a user's struct stat or struct statfs. 0 or -EFAULT. May sleep.
int64_t stat_to_user(const struct inode *inode, uint64_t to);
int64_t statfs_to_user(const struct inode *inode, uint64_t to);
