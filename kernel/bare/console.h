// The console as a file: /dev/console and /dev/tty.
#pragma once
#include "kernel/fs/file.h"

extern const struct file_ops console_ops;
