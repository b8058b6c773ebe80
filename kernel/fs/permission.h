// Whether the current process may use a file (path_resolution(7)).
#pragma once
#include "kernel/fs/inode.h"
#include "kernel/lib/errno.h"
#include "kernel/personality.h"

// The rights of a mode, as access(2) numbers them. In a directory: to search it for a name, to
// change its names, to list them.
enum { MAY_EXECUTE = 1, MAY_WRITE = 2, MAY_READ = 4 };

// Whether it may use the file in these ways: 0, -EACCES, or -EROFS. A read-only file system is
// checked here; users' rights are the personality's matter. A device or a FIFO can always be
// written: what is written to it doesn't go to the file system. Never sleeps.
static inline int permission(const struct inode *inode, unsigned wanted) {
    bool stored = inode_is(inode, S_IFREG) || inode_is(inode, S_IFDIR) || inode_is(inode, S_IFLNK);
    if (wanted & MAY_WRITE && stored && !inode->fs->writable)
        return -EROFS;
    return personality_may_use(inode, wanted);
}
