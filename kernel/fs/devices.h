// Character devices: what their nodes in /dev stand for.
#pragma once
#include "kernel/fs/file.h"

// The terminal's numbers, major << 8 | minor: whatever terminal controls the process (/dev/tty),
// and /dev/console.
enum { DEVICE_TTY = 0x500, DEVICE_CONSOLE = 0x501 };

// Whether the inode is /dev/zero, whose mapping is anonymous memory.
bool device_is_zero(const struct inode *inode);

// Fills what is to be read, in pieces of at most `piece` bytes, with `fill`. The number of bytes,
// or an error. May sleep.
int64_t device_fill(struct uio *uio, size_t piece, int (*fill)(struct uio *uio, size_t n));

// Takes all that is written, for nothing.
int64_t device_write_away(struct file *file, struct uio *uio, uint64_t *position);

// The operations of a character device, or NULL: there is no such device (open: -ENXIO).
const struct file_ops *device_file_ops(const struct inode *inode);
