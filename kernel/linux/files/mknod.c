// mknod: makes FIFOs, device nodes and regular files.
#include "kernel/fs/fd.h"
#include "kernel/running.h"
#include "kernel/syscall.h"

int64_t sys_mknodat(int directory, uint64_t path, uint32_t mode, uint32_t device) {
    uint32_t type = mode & S_IFMT ? mode & S_IFMT : S_IFREG;
    if (type == S_IFDIR)
        return -EPERM;
    if (type != S_IFREG && type != S_IFCHR && type != S_IFBLK && type != S_IFIFO &&
        type != S_IFSOCK)
        return -EINVAL;
    struct new_file file = {.mode = type | (mode & 07777 & ~running_files()->umask),
                            .device = device};
    return path_make(directory, path, &file);
}
