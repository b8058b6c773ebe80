// System calls that are not there on purpose: programs that know them have been seen to do well
// without, if only they are told so. (syscall_table.c says why for each.)
#include "kernel/errno.h"
#include "kernel/fs/fd.h"
#include "kernel/syscall.h"

int64_t sys_absent(void) {
    return -ENOSYS;
}

// No file has extended attributes.
int64_t sys_no_attributes(void) {
    return -EOPNOTSUPP;
}

static int refuse_attributes(struct inode *inode, const void *none) {
    (void)inode, (void)none;
    return -EOPNOTSUPP;
}

int64_t sys_no_attributes_of(int fd) {
    return apply_to_file(fd, refuse_attributes, NULL);
}

// There is no network, nor are there sockets of any other kind.
int64_t sys_socket(void) {
    return -EAFNOSUPPORT;
}

int64_t sys_on_socket(int fd) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    file_put(file);
    return -ENOTSOCK;
}
