// lseek: an open file's position, and where in a file there is data.
#include "kernel/fs/fd.h"
#include "kernel/lib/errno.h"
#include "kernel/lock.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/syscall.h"

// The first place from `offset` on of data, or else of a hole, which is also at the end.
static int64_t find_kind(struct inode *inode, uint64_t offset, bool data) {
    if (offset >= inode->data.size)
        return -ENXIO;
    while (offset < inode->data.size) {
        uint64_t end = inode->data.size;
        int is_data = inode->ops->data_at ? inode->ops->data_at(inode, offset, &end) : true;
        if (is_data < 0 || is_data == data)
            return is_data < 0 ? is_data : (int64_t)offset;
        offset = end;
        breathe();
        if (running_is_killed())
            return -EINTR;
    }
    return data ? -ENXIO : (int64_t)inode->data.size;
}

static int64_t place(const struct file *file, int64_t offset, int whence) {
    int64_t base = whence == SEEK_CUR   ? (int64_t)file->position
                   : whence == SEEK_END ? (int64_t)file->inode->data.size
                                        : 0;
    int64_t position;
    if (whence == SEEK_DATA || whence == SEEK_HOLE) {
        inode_lock(file->inode);
        position = find_kind(file->inode, offset, whence == SEEK_DATA);
        inode_unlock(file->inode);
        return position;
    }
    return __builtin_add_overflow(base, offset, &position) || position < 0 ? -EINVAL : position;
}

static int64_t seek(struct file *file, int64_t offset, int whence) {
    if (whence < SEEK_SET || whence > SEEK_HOLE)
        return -EINVAL;
    if (!file->ops->seekable)
        return -ESPIPE;
    if (inode_is(file->inode, S_IFCHR))
        return 0; // these have no position, and say so
    int64_t position = place(file, offset, whence);
    if (position >= 0)
        file->position = position;
    return position;
}

int64_t sys_lseek(int fd, int64_t offset, int whence) {
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    lock_acquire(&file->moving);
    int64_t result = seek(file, offset, whence);
    lock_release(&file->moving);
    return result;
}
