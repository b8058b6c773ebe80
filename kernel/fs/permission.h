// Whether the current process may use a file (path_resolution(7)).
#pragma once
#include "kernel/fs/inode.h"

// The rights of a mode, as access(2) numbers them. In a directory: to search it for a name, to
// change its names, to list them.
enum { MAY_EXECUTE = 1, MAY_WRITE = 2, MAY_READ = 4 };

// Whether it may use the file in these ways: 0, -EACCES, or -EROFS. Never sleeps.
int permission(const struct inode *inode, unsigned wanted);
