// System calls that return when what was written is safe on the disk: of one file, of one file
// system, of all.
#include "kernel/errno.h"
#include "kernel/fs/fd.h"
#include "kernel/syscall.h"

static int sync_inode(struct inode *inode, const void *what) {
    (void)what;
    return inode->ops->sync ? inode->ops->sync(inode) : -EINVAL;
}

int64_t sys_fsync(int fd) {
    return apply_to_file(fd, sync_inode, NULL);
}

int64_t sys_fdatasync(int fd) {
    return apply_to_file(fd, sync_inode, NULL);
}

static int sync_file_system(struct inode *inode, const void *what) {
    (void)what;
    struct file_system *fs = inode->fs;
    return fs->sync ? fs->sync(fs, false) : 0;
}

int64_t sys_syncfs(int fd) {
    return apply_to_file(fd, sync_file_system, NULL);
}

int64_t sys_sync(void) {
    mount_sync();
    return 0;
}
