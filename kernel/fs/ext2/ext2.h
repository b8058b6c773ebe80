// The second extended file system.
#pragma once
#include "kernel/dev/block.h"
#include "kernel/fs/inode.h"

// Reads the superblock of `device` and makes a file system of it. Refuses, with a message that
// names them, incompatible features other than filetype, and impossible geometry. 0, -EINVAL (not
// ext2), -ENOMEM, -EIO. May sleep.
int ext2_mount(struct block_device *device, struct file_system **mounted);
