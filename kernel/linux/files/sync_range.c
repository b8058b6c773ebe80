// syncfs and sync_file_range.
#include "kernel/fs/fd.h"
#include "kernel/syscall.h"

static int sync_file_system(struct inode *inode, const void *what) {
    (void)what;
    struct file_system *fs = inode->fs;
    return fs->sync ? fs->sync(fs, false) : 0;
}

int64_t sys_syncfs(int fd) {
    return apply_to_file(fd, sync_file_system, NULL);
}

// Writes more than the range: the whole file, and its inode.
int64_t sys_sync_file_range(int fd, int64_t offset, int64_t length, uint32_t flags) {
    enum { WAIT_BEFORE = 1, WRITE = 2, WAIT_AFTER = 4 };
    const struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    if (flags & ~(WAIT_BEFORE | WRITE | WAIT_AFTER) || offset < 0 || length < 0 ||
        offset > INT64_MAX - length)
        return -EINVAL;
    if (inode_is(file->inode, S_IFCHR) || inode_is(file->inode, S_IFIFO))
        return -ESPIPE;
    return flags == 0 ? 0 : sys_fsync(fd);
}
