// Character devices: what the device nodes in /dev stand for.
#pragma once
#include "kernel/fs/file.h"

// What an open file of character device `device` (encoded as in st_rdev) does; NULL when there is
// no such device (open: -ENXIO).
const struct file_ops *device_file_ops(uint64_t device);
