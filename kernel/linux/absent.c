// System calls on descriptors for what Pagoda does not have: extended attributes and sockets.
#include "kernel/fs/fd.h"
#include "kernel/syscall.h"

static int refuse(struct inode *inode, const void *error) {
    (void)inode;
    return *(const int *)error;
}

int64_t sys_refuse(int fd, int error) {
    return apply_to_file(fd, refuse, &error);
}
