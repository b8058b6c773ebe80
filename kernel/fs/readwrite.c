// Moving bytes between files and memory: read, write and their kin. All come down to one transfer
// of a struct uio at a position.
#include "kernel/abi.h"
#include "kernel/errno.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/uio.h"
#include "kernel/syscall.h"

enum direction { READ, WRITE };

// One buffer after the other, for files that have no vector operations of their own.
static int64_t transfer_segments(struct file *file, enum direction direction, struct uio *uio,
                                 uint64_t *position) {
    int64_t done = 0;
    while (uio->left > 0) {
        if (uio_next(uio) < 0)
            return done ? done : -EFAULT;
        uint64_t n = uio->length;
        int64_t got = direction == READ ? file->ops->read(file, uio->address, n, position)
                                        : file->ops->write(file, uio->address, n, position);
        if (got < 0)
            return done ? done : got;
        done += got;
        if ((uint64_t)got < n || (direction == READ && !file->ops->seekable))
            return done; // the next read might wait, though there is something to return
        uio_skip(uio, n);
    }
    return done;
}

static int64_t transfer_at(struct file *file, enum direction direction, struct uio *uio,
                           uint64_t *position) {
    const struct file_ops *ops = file->ops;
    int64_t (*vectored)(struct file *, struct uio *) = direction == READ ? ops->readv : ops->writev;
    if ((int64_t)(*position + uio->left) < 0)
        return -EINVAL;
    if (uio->left == 0)
        return 0;
    return vectored ? vectored(file, uio) : transfer_segments(file, direction, uio, position);
}

// Whether such a transfer can be, before any look at the memory.
static int check_access(const struct file *file, enum direction direction) {
    uint32_t mode = file->flags & O_ACCMODE;
    bool allowed = mode == O_RDWR || mode == (direction == READ ? O_RDONLY : O_WRONLY);
    if (file->flags & O_PATH || !allowed)
        return -EBADF;
    const struct file_ops *ops = file->ops;
    bool can = direction == READ ? ops->read || ops->readv : ops->write || ops->writev;
    return can ? 0 : -EINVAL;
}

// At the file's own position, which belongs to one transfer at a time.
static int64_t transfer_here(struct file *file, enum direction direction, struct uio *uio) {
    if (!file->ops->seekable) {
        uint64_t none = 0;
        return transfer_at(file, direction, uio, &none);
    }
    lock_acquire(&file->moving);
    int64_t result = transfer_at(file, direction, uio, &file->position);
    lock_release(&file->moving);
    return result;
}

// `vector` is a buffer of `n` bytes or, when `vectored`, an array of `n` segments.
static int prepare(const struct file *file, enum direction direction, bool vectored,
                   uint64_t vector, uint64_t n, struct uio *uio) {
    int error = check_access(file, direction);
    if (error < 0)
        return error;
    if (vectored)
        return uio_vector(uio, vector, n);
    if (!uio_range(vector, n))
        return -EFAULT;
    *uio = uio_buffer(vector, n < RW_MAX ? n : RW_MAX);
    return file->ops == &directory_ops ? -EISDIR : 0; // even for no bytes
}

static int64_t transfer(int fd, enum direction direction, bool vectored, uint64_t vector,
                        uint64_t n) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    struct uio uio;
    int64_t result = prepare(file, direction, vectored, vector, n, &uio);
    if (result == 0)
        result = transfer_here(file, direction, &uio);
    file_put(file);
    return result;
}

int64_t sys_read(int fd, uint64_t buffer, uint64_t n) {
    return transfer(fd, READ, false, buffer, n);
}

int64_t sys_write(int fd, uint64_t buffer, uint64_t n) {
    return transfer(fd, WRITE, false, buffer, n);
}

int64_t sys_readv(int fd, uint64_t vector, uint64_t count) {
    return transfer(fd, READ, true, vector, count);
}

int64_t sys_writev(int fd, uint64_t vector, uint64_t count) {
    return transfer(fd, WRITE, true, vector, count);
}

// pread and pwrite: at a position of the caller's.
static int64_t transfer_there(int fd, enum direction direction, uint64_t buffer, uint64_t n,
                              int64_t offset) {
    if (offset < 0)
        return -EINVAL;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    struct uio uio;
    uint64_t position = offset;
    int64_t result = file->flags & O_PATH  ? -EBADF
                     : file->ops->seekable ? prepare(file, direction, false, buffer, n, &uio)
                                           : -ESPIPE;
    if (result == 0)
        result = transfer_at(file, direction, &uio, &position);
    file_put(file);
    return result;
}

int64_t sys_pread64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer_there(fd, READ, buffer, n, offset);
}

int64_t sys_pwrite64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer_there(fd, WRITE, buffer, n, offset);
}

// Where the offset counts from.
static int64_t seek_base(const struct file *file, int64_t offset, int whence) {
    int64_t size = file->inode->size;
    switch (whence) {
    case SEEK_CUR:
        return file->position;
    case SEEK_END:
        return size;
    case SEEK_DATA: // nobody tells data from holes: it is data up to the end
        return offset >= 0 && offset < size ? 0 : -ENXIO;
    case SEEK_HOLE:
        return offset >= 0 && offset < size ? size - offset : -ENXIO;
    default:
        return 0;
    }
}

static int64_t seek(struct file *file, int64_t offset, int whence) {
    if (file->flags & O_PATH)
        return -EBADF;
    if (whence < SEEK_SET || whence > SEEK_HOLE)
        return -EINVAL;
    if (!file->ops->seekable)
        return -ESPIPE;
    if (inode_is(file->inode, S_IFCHR))
        return 0; // these have no position, and say so
    int64_t base = seek_base(file, offset, whence), position;
    if (base < 0)
        return base;
    if (__builtin_add_overflow(base, offset, &position) || position < 0)
        return -EINVAL;
    file->position = position;
    return position;
}

int64_t sys_lseek(int fd, int64_t offset, int whence) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    lock_acquire(&file->moving);
    int64_t result = seek(file, offset, whence);
    lock_release(&file->moving);
    file_put(file);
    return result;
}
