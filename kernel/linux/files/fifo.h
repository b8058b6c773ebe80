// The operations of a FIFO.
#pragma once
#include "kernel/fs/file.h"

extern const struct file_ops fifo_ops;
