// Moving bytes between files and memory: read, write and their kin. All come down to one transfer
// of a struct uio at a position.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lock.h"
#include "kernel/syscall.h"

static int64_t transfer_at(struct file *file, enum direction direction, struct uio *uio,
                           uint64_t *position) {
    if ((int64_t)(*position + uio->left) < 0)
        return -EINVAL;
    if (uio->left == 0)
        return 0;
    return direction == READ ? file->ops->read(file, uio, position)
                             : file->ops->write(file, uio, position);
}

// Whether such a transfer can be, before any look at the memory.
int transfer_check(const struct file *file, enum direction direction) {
    uint32_t mode = file->flags & O_ACCMODE;
    bool allowed = mode == O_RDWR || mode == (direction == READ ? O_RDONLY : O_WRONLY);
    if (file->flags & O_PATH || !allowed)
        return -EBADF;
    return (direction == READ ? file->ops->read : file->ops->write) ? 0 : -EINVAL;
}

// At the file's own position, which belongs to one transfer at a time.
int64_t transfer_here(struct file *file, enum direction direction, struct uio *uio) {
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
    int error = transfer_check(file, direction);
    if (error < 0)
        return error;
    if (vectored)
        return uio_vector(uio, vector, n);
    if (!is_user_range(vector, n))
        return -EFAULT;
    *uio = uio_buffer(vector, min(n, RW_MAX));
    return file->ops == &directory_ops ? -EISDIR : 0; // even for no bytes
}

// At a position of the caller's, or, without one, at the file's own.
static int64_t transfer(int fd, enum direction direction, bool vectored, uint64_t vector,
                        uint64_t n, const int64_t *offset) {
    if (offset && *offset < 0)
        return -EINVAL;
    struct file *file = fd_get_usable(fd);
    if (!file)
        return -EBADF;
    struct uio uio;
    uint64_t position = offset ? *offset : 0;
    bool possible = !offset || file->ops->seekable;
    int64_t result = possible ? prepare(file, direction, vectored, vector, n, &uio) : -ESPIPE;
    if (result == 0)
        result = offset ? transfer_at(file, direction, &uio, &position)
                        : transfer_here(file, direction, &uio);
    file_put(file);
    return result;
}

int64_t sys_read(int fd, uint64_t buffer, uint64_t n) {
    return transfer(fd, READ, false, buffer, n, NULL);
}

int64_t sys_write(int fd, uint64_t buffer, uint64_t n) {
    return transfer(fd, WRITE, false, buffer, n, NULL);
}

int64_t sys_readv(int fd, uint64_t vector, uint64_t count) {
    return transfer(fd, READ, true, vector, count, NULL);
}

int64_t sys_writev(int fd, uint64_t vector, uint64_t count) {
    return transfer(fd, WRITE, true, vector, count, NULL);
}

int64_t sys_pread64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer(fd, READ, false, buffer, n, &offset);
}

int64_t sys_pwrite64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer(fd, WRITE, false, buffer, n, &offset);
}

int64_t sys_preadv(int fd, uint64_t vector, uint64_t count, int64_t offset) {
    return transfer(fd, READ, true, vector, count, &offset);
}

int64_t sys_pwritev(int fd, uint64_t vector, uint64_t count, int64_t offset) {
    return transfer(fd, WRITE, true, vector, count, &offset);
}
