// sendfile: from one file to another without a detour through the program.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/minmax.h"
#include "kernel/personality.h"
#include "kernel/sleep.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "mm/usercopy.h"

// Sends up to n bytes from *position on, which moves on. It copies a page at a time, because a
// write may wait long, and a page of the page cache must not be pinned for so long.
static int64_t send_pages(struct file *to, struct file *from, uint64_t *position, uint64_t n) {
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
        result = transfer_here(to, WRITE, &uio);
        if (result <= 0)
            break;
        done += result;
        *position += result;
        if (uio.left > 0)
            break;
        breathe();
    }
    kfree(copy);
    return done ? (int64_t)done : result;
}

static int check_sending(const struct file *to, const struct file *from, bool own_offset) {
    if (from->refusal[READ] == -EBADF)
        return -EBADF;
    if (own_offset && !from->ops->seekable)
        return -ESPIPE;
    if (to->refusal[WRITE] == -EBADF)
        return -EBADF;
    bool appends = to->flags & O_APPEND && !inode_is(to->inode, S_IFIFO);
    return from->ops != &regular_file_ops || !to->ops->write || appends ? -EINVAL : 0;
}

// Sends from the user's offset, which is then moved on, or from the file's position.
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
    int64_t result = send_pages(to, from, &position, n);
    if (!offset)
        from->position = position;
    else if (copy_to_user(offset, &position, sizeof position) < 0)
        return -EFAULT;
    return result;
}

int64_t sys_sendfile(int to, int from, uint64_t offset, uint64_t n) {
    struct file *target = fd_file(to), *source = fd_file(from);
    return target && source ? send_from(target, source, offset, n) : -EBADF;
}
