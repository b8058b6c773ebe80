// Moving bytes between files and memory: read, write and their kin. All come down to one transfer
// of a struct uio at a position.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lock.h"
#include "kernel/syscall.h"

// In each system call most of the arguments are constants, so these become a part of each.
#define INLINE static inline __attribute__((always_inline))

INLINE int64_t transfer_at(struct file *file, enum direction direction, struct uio *uio,
                           uint64_t *position) {
    if ((int64_t)(*position + uio->left) < 0)
        return -EINVAL;
    if (uio->left == 0)
        return 0;
    return direction == READ ? file->ops->read(file, uio, position)
                             : file->ops->write(file, uio, position);
}

// At the file's own position, which belongs to one transfer at a time.
INLINE int64_t transfer_at_own(struct file *file, enum direction direction, struct uio *uio) {
    if (!file->ops->seekable) {
        uint64_t none = 0;
        return transfer_at(file, direction, uio, &none);
    }
    lock_acquire(&file->moving);
    int64_t result = transfer_at(file, direction, uio, &file->position);
    lock_release(&file->moving);
    return result;
}

int64_t transfer_here(struct file *file, enum direction direction, struct uio *uio) {
    return transfer_at_own(file, direction, uio);
}

// `vector` is a buffer of `n` bytes, as *uio says, or, when `vectored`, an array of `n` segments.
static int prepare(const struct file *file, enum direction direction, bool vectored,
                   uint64_t vector, uint64_t n, struct uio *uio) {
    if (file->refusal[direction])
        return file->refusal[direction];
    if (vectored)
        return uio_vector(uio, vector, n);
    if (!is_user_range(vector, n))
        return -EFAULT;
    return file->ops == &directory_ops ? -EISDIR : 0; // even for no bytes
}

// At a position of the caller's, or at the file's own.
INLINE int64_t transfer(int fd, enum direction direction, bool vectored, uint64_t vector,
                        uint64_t n, bool own_position, int64_t offset) {
    if (offset < 0)
        return -EINVAL;
    struct file *file = fd_usable(fd);
    if (!file)
        return -EBADF;
    struct uio uio = uio_buffer(vector, min(n, RW_MAX));
    uint64_t position = offset;
    bool possible = own_position || file->ops->seekable;
    int64_t result = possible ? prepare(file, direction, vectored, vector, n, &uio) : -ESPIPE;
    if (result < 0)
        return result;
    return own_position ? transfer_at_own(file, direction, &uio)
                        : transfer_at(file, direction, &uio, &position);
}

int64_t sys_read(int fd, uint64_t buffer, uint64_t n) {
    return transfer(fd, READ, false, buffer, n, true, 0);
}

int64_t sys_write(int fd, uint64_t buffer, uint64_t n) {
    return transfer(fd, WRITE, false, buffer, n, true, 0);
}

int64_t sys_readv(int fd, uint64_t vector, uint64_t count) {
    return transfer(fd, READ, true, vector, count, true, 0);
}

int64_t sys_writev(int fd, uint64_t vector, uint64_t count) {
    return transfer(fd, WRITE, true, vector, count, true, 0);
}

int64_t sys_pread64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer(fd, READ, false, buffer, n, false, offset);
}

int64_t sys_pwrite64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer(fd, WRITE, false, buffer, n, false, offset);
}

int64_t sys_preadv(int fd, uint64_t vector, uint64_t count, int64_t offset) {
    return transfer(fd, READ, true, vector, count, false, offset);
}

int64_t sys_pwritev(int fd, uint64_t vector, uint64_t count, int64_t offset) {
    return transfer(fd, WRITE, true, vector, count, false, offset);
}
