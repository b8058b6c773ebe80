// /dev/shm.
#pragma once
#include "kernel/fs/inode.h"

// The file system, to be mounted once. NULL: no memory.
struct file_system *tmpfs_new(void);
