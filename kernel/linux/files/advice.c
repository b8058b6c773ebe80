// What programs announce about their use of a file. It has no effect: pages come when they are
// used, and go when memory is short. But arguments without sense are refused, as on Linux.
#include "kernel/fs/fd.h"
#include "kernel/syscall.h"

int64_t sys_readahead(int fd, int64_t offset, uint64_t n) {
    (void)offset, (void)n;
    const struct file *file = fd_usable(fd);
    if (!file || (file->flags & O_ACCMODE) == O_WRONLY)
        return -EBADF;
    return inode_is(file->inode, S_IFREG) ? 0 : -EINVAL;
}

int64_t sys_fadvise64(int fd, int64_t offset, int64_t length, int advice) {
    enum { POSIX_FADV_NORMAL = 0, POSIX_FADV_NOREUSE = 5 };
    (void)offset;
    const struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    if (inode_is(file->inode, S_IFIFO))
        return -ESPIPE;
    return length < 0 || advice < POSIX_FADV_NORMAL || advice > POSIX_FADV_NOREUSE ? -EINVAL : 0;
}
