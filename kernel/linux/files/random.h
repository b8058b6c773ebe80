// /dev/random and /dev/urandom.
#pragma once
#include "kernel/fs/file.h"

enum { DEVICE_RANDOM = 0x108, DEVICE_URANDOM = 0x109 };

extern const struct file_ops random_ops;
