// What a FIFO does that is opened by its name.
#pragma once
#include "kernel/fs/file.h"

extern const struct file_ops fifo_ops;
