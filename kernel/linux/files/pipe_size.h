// How many bytes an open file's pipe can hold; sets it, to a power of two. -EBADF: it is no pipe;
// -EBUSY: more is in it than wanted; -EPERM: too many. Never sleep.
#pragma once
#include "kernel/fs/file.h"

int64_t pipe_capacity(const struct file *file);
int64_t pipe_set_capacity(const struct file *file, uint64_t wanted);
