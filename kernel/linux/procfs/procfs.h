// /proc in Linux's formats (proc(5)).
#pragma once
#include "kernel/fs/inode.h"

// Makes the file system; mount it with mount_at. NULL: no memory.
struct file_system *procfs_new(void);
