// mount and umount2. A program can mount only /proc, any number of times. The disk is mounted when
// the kernel starts.
#include "kernel/fs/fd.h"
#include "kernel/lib/string.h"
#include "kernel/linux/procfs/procfs.h"
#include "kernel/linux/users/credentials.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum { MS_RDONLY = 1, MS_REMOUNT = 32, MS_BIND = 4096, MS_MOVE = 8192, MS_PROPAGATION = 0xf << 17 };

static int mount_new(struct inode *directory, const char *type) {
    if (strcmp(type, "proc") != 0)
        return -ENODEV;
    if (inode_is_root(directory) && strcmp(directory->fs->type, type) == 0)
        return -EBUSY;
    struct file_system *fs = procfs_new();
    if (!fs)
        return -ENOMEM;
    int error = mount_on(fs, directory);
    if (error < 0)
        fs->unmount(fs);
    return error;
}

int64_t sys_mount(uint64_t source, uint64_t target, uint64_t type_from, uint64_t flags) {
    char type[16] = "";
    (void)source; // /proc has none
    if (!credentials_privileged())
        return -EPERM;
    int64_t length = type_from ? copy_string_from_user(type, type_from, sizeof type) : 0;
    if (length < 0)
        return length == -EFAULT ? -EFAULT : -ENODEV;
    struct inode *directory;
    int error = path_from_user(AT_FDCWD, target, PATH_FOLLOW, &directory, NULL);
    if (error < 0)
        return error;
    if (flags & MS_REMOUNT) // all is mounted for reading and writing, and stays so
        error = !inode_is_root(directory) ? -EINVAL : flags & MS_RDONLY ? -EBUSY : 0;
    else if (flags & (MS_BIND | MS_MOVE | MS_PROPAGATION) || !*type)
        error = -EINVAL;
    else
        error = mount_new(directory, type);
    inode_put(directory);
    return error;
}

int64_t sys_umount2(uint64_t target, uint32_t flags) {
    enum { MNT_FORCE = 1, MNT_DETACH = 2, UMOUNT_NOFOLLOW = 8 }; // the first two have no effect
    if (flags & ~(MNT_FORCE | MNT_DETACH | UMOUNT_NOFOLLOW))
        return -EINVAL;
    if (!credentials_privileged())
        return -EPERM;
    struct inode *directory;
    int error = path_from_user(AT_FDCWD, target, flags & UMOUNT_NOFOLLOW ? 0 : PATH_FOLLOW,
                               &directory, NULL);
    if (error < 0)
        return error;
    struct file_system *fs = directory->fs;
    bool is_root = inode_is_root(directory);
    inode_put(directory);
    return is_root ? mount_remove(fs) : -EINVAL;
}
