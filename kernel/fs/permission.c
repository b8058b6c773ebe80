// Permissions. A read-only file system is checked here; users' rights are the personality's matter.
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/personality.h"

// A device or a FIFO can always be written: what is written to it doesn't go to the file system.
int permission(const struct inode *inode, unsigned wanted) {
    bool stored = inode_is(inode, S_IFREG) || inode_is(inode, S_IFDIR) || inode_is(inode, S_IFLNK);
    if (wanted & MAY_WRITE && stored && !inode->fs->writable)
        return -EROFS;
    return personality_may_use(inode, wanted);
}
