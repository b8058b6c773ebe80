// System calls on files for what Pagoda does not have: extended attributes and sockets.
#include "kernel/fs/fd.h"
#include "kernel/syscall.h"

static int refuse(struct inode *inode, const void *error) {
    (void)inode;
    return *(const int *)error;
}

int64_t sys_refuse(int fd, int error) {
    return apply_to_file(fd, refuse, &error);
}

int64_t sys_refuse_path(uint64_t path, bool follow) {
    return apply_to_path(AT_FDCWD, path, follow ? PATH_FOLLOW : 0, refuse, &(int){-EOPNOTSUPP});
}
