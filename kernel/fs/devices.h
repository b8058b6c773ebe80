// Character devices: what the device nodes in /dev stand for.
#pragma once
#include "kernel/fs/file.h"

enum { DEVICE_CONSOLE = 0x501 }; // the terminal, by its number: major << 8 | minor

// The disk behind a block device node, or NULL.
struct block_device *device_block(const struct inode *inode);

// Whether the inode is /dev/zero, whose mapping is anonymous memory.
bool device_is_zero(const struct inode *inode);

// What an open file of character device `device` (encoded as in st_rdev) does; NULL when there is
// no such device (open: -ENXIO).
const struct file_ops *device_file_ops(uint64_t device);
