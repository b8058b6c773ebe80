// System calls that change a file's size without writing to it.
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/lib/errno.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"

static int set_size(struct inode *inode, const void *what) {
    const uint64_t *size = what;
    if (inode_is(inode, S_IFDIR))
        return -EISDIR;
    if (!inode_is(inode, S_IFREG) || !inode->ops->truncate)
        return -EINVAL;
    if (!inode->fs->writable)
        return -EROFS;
    if (*size > inode->data.size && personality_may_write(*size - 1, 1) < 0)
        return -EFBIG;
    return inode_truncate(inode, *size);
}

static int set_size_of_path(struct inode *inode, const void *size) {
    int error = inode_is(inode, S_IFREG) ? permission(inode, MAY_WRITE) : 0;
    return error < 0 ? error : set_size(inode, size);
}

int64_t sys_truncate(uint64_t path, int64_t size) {
    return size < 0 ? -EINVAL : apply_to_path(AT_FDCWD, path, PATH_FOLLOW, set_size_of_path, &size);
}

int64_t sys_ftruncate(int fd, int64_t size) {
    if (size < 0)
        return -EINVAL;
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    bool writing = (file->flags & O_ACCMODE) != O_RDONLY && inode_is(file->inode, S_IFREG);
    return writing ? set_size(file->inode, &size) : -EINVAL;
}
