// System calls that return when what was written is safe on the disk: of one file, of all.
#include "kernel/fs/fd.h"
#include "kernel/lib/errno.h"
#include "kernel/syscall.h"

static int sync_inode(struct inode *inode, const void *what) {
    (void)what;
    bool stored = inode_is(inode, S_IFREG) || inode_is(inode, S_IFDIR) || inode_is(inode, S_IFBLK);
    return stored && inode->ops->sync ? inode->ops->sync(inode) : -EINVAL;
}

int64_t sys_fsync(int fd) {
    return apply_to_file(fd, sync_inode, NULL);
}

int64_t sys_sync(void) {
    mount_sync(false);
    return 0;
}
