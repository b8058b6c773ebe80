// Files in memory: those of /dev/shm, and those of memfd_create.
#pragma once
#include "kernel/fs/inode.h"

enum { TMPFS_MAGIC = 0x01021994 }; // statfs(2)

// The file system, to be mounted once. NULL: no memory.
struct file_system *tmpfs_new(void);

// The name that /proc shows of a file in memory that has none in a directory, or NULL.
const char *tmpfs_name(const struct inode *inode);
