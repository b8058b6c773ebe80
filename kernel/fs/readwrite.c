// Moving bytes between files and memory: read, write and their kin. All come down to one transfer
// of a struct uio at a position.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lock.h"
#include "kernel/minmax.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "mm/usercopy.h"

enum direction { READ, WRITE };

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
static int check_access(const struct file *file, enum direction direction) {
    uint32_t mode = file->flags & O_ACCMODE;
    bool allowed = mode == O_RDWR || mode == (direction == READ ? O_RDONLY : O_WRONLY);
    if (file->flags & O_PATH || !allowed)
        return -EBADF;
    return (direction == READ ? file->ops->read : file->ops->write) ? 0 : -EINVAL;
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
    *uio = uio_buffer(vector, min(n, RW_MAX));
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

// pread, pwrite and so on: at a position of the caller's.
static int64_t transfer_there(int fd, enum direction direction, bool vectored, uint64_t vector,
                              uint64_t n, int64_t offset) {
    if (offset < 0)
        return -EINVAL;
    struct file *file = fd_get_usable(fd);
    if (!file)
        return -EBADF;
    struct uio uio;
    uint64_t position = offset;
    int64_t result =
        file->ops->seekable ? prepare(file, direction, vectored, vector, n, &uio) : -ESPIPE;
    if (result == 0)
        result = transfer_at(file, direction, &uio, &position);
    file_put(file);
    return result;
}

int64_t sys_pread64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer_there(fd, READ, false, buffer, n, offset);
}

int64_t sys_pwrite64(int fd, uint64_t buffer, uint64_t n, int64_t offset) {
    return transfer_there(fd, WRITE, false, buffer, n, offset);
}

int64_t sys_preadv(int fd, uint64_t vector, uint64_t count, int64_t offset) {
    return transfer_there(fd, READ, true, vector, count, offset);
}

int64_t sys_pwritev(int fd, uint64_t vector, uint64_t count, int64_t offset) {
    return transfer_there(fd, WRITE, true, vector, count, offset);
}

// ---- sendfile

// Sends up to n bytes from *position on, which moves on by as many as were taken. A page at a time,
// by way of a copy: what writing waits for may last, and the page cache's page is not to be kept.
static int64_t send(struct file *to, struct file *from, uint64_t *position, uint64_t n) {
    uint64_t done = 0;
    int64_t result = 0;
    void *copy = kmalloc(PAGE_SIZE);
    if (!copy)
        return -ENOMEM;
    while (done < n && !(done > 0 && personality_interrupts())) {
        uint64_t piece = PAGE_SIZE - page_offset(*position);
        result = pagecache_read(&from->inode->data, *position, copy, min(piece, n - done));
        if (result <= 0)
            break;
        struct uio uio = uio_kernel(copy, result);
        int64_t length = result;
        result = transfer_here(to, WRITE, &uio);
        if (result <= 0)
            break;
        done += result;
        *position += result;
        if (result < length)
            break;
        breathe();
    }
    kfree(copy);
    return done ? (int64_t)done : result;
}

static int check_sending(const struct file *to, const struct file *from, bool own_offset) {
    int error = check_access(from, READ);
    if (error == -EBADF)
        return error;
    if (own_offset && !from->ops->seekable)
        return -ESPIPE;
    if (check_access(to, WRITE) == -EBADF)
        return -EBADF;
    bool appends = to->flags & O_APPEND && !inode_is(to->inode, S_IFIFO);
    return from->ops != &regular_file_ops || !to->ops->write || appends ? -EINVAL : 0;
}

// From the user's offset, which then is told where the next one would begin, or from the file's
// position.
static int64_t send_from(struct file *to, struct file *from, uint64_t offset, uint64_t n) {
    uint64_t position = from->position;
    if (offset && copy_from_user(&position, offset, sizeof position) < 0)
        return -EFAULT;
    int error = check_sending(to, from, offset);
    if (error < 0)
        return error;
    n = min(n, RW_MAX);
    if ((int64_t)position < 0 || (int64_t)(position + n) < 0)
        return -EINVAL;
    int64_t result = send(to, from, &position, n);
    if (!offset)
        from->position = position;
    else if (copy_to_user(offset, &position, sizeof position) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_sendfile(int to, int from, uint64_t offset, uint64_t n) {
    struct file *target = fd_get(to), *source = fd_get(from);
    int64_t result = target && source ? send_from(target, source, offset, n) : -EBADF;
    if (target)
        file_put(target);
    if (source)
        file_put(source);
    return result;
}
