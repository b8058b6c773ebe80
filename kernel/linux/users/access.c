// access(2): whether the process may use a file.
#include "kernel/fs/fd.h"
#include "kernel/fs/permission.h"
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"

static int check_mode(struct inode *inode, const void *what) {
    return permission(inode, *(const uint32_t *)what);
}

int64_t sys_faccessat2(int directory, uint64_t path, uint32_t mode, uint32_t flags) {
    if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    // A set-user-ID program asks on behalf of its caller, also for the directories on the way.
    current->outer->credentials.as_real = !(flags & AT_EACCESS);
    int error = apply_to_path(directory, path, path_how(flags), check_mode, &mode);
    current->outer->credentials.as_real = false;
    return error;
}
