// System calls for what Pagoda has not: extended attributes and sockets. Programs do well with the
// right error.
#include "kernel/fs/fd.h"
#include "kernel/lib/errno.h"
#include "kernel/syscall.h"

static int refuse_attributes(struct inode *inode, const void *none) {
    (void)inode, (void)none;
    return -EOPNOTSUPP;
}

int64_t sys_no_attributes_of(int fd) {
    return apply_to_file(fd, refuse_attributes, NULL);
}

int64_t sys_on_socket(int fd) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    file_put(file);
    return -ENOTSOCK;
}
