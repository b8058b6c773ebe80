// What a file is: the stat family, statfs, access, readlink.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/path.h"
#include "kernel/fs/permission.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/minmax.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"
#include "proc/process.h"

static struct timespec at(struct file_time time) {
    return (struct timespec){time.seconds, time.nanoseconds};
}

static int stat_to_user(struct inode *inode, const void *to) {
    struct stat status = {
        .device = inode->fs->device_number,
        .inode = inode->number,
        .links = inode->links,
        .mode = inode->mode,
        .uid = inode->uid,
        .gid = inode->gid,
        .special_device = inode->device,
        .size = inode->data.size,
        .block_size = inode->block_size,
        .blocks = inode->blocks,
        .accessed = at(inode->atime),
        .modified = at(inode->mtime),
        .changed = at(inode->ctime),
    };
    return copy_to_user((uint64_t)to, &status, sizeof status);
}

static int statfs_to_user(struct inode *inode, const void *to) {
    struct file_system *fs = inode->fs;
    enum { ST_RDONLY = 1, ST_VALID = 0x20 };
    inode_delete_nameless(); // whatever is free is to be counted
    if (fs->count)
        fs->count(fs);
    uint64_t block_size = fs->root ? fs->root->block_size : PAGE_SIZE;
    struct statfs status = {
        .type = fs->magic,
        .block_size = block_size,
        .blocks = fs->blocks,
        .blocks_free = fs->blocks_free,
        .blocks_available = fs->blocks_free,
        .files = fs->files,
        .files_free = fs->files_free,
        .name_length = NAME_MAX,
        .fragment_size = block_size,
        .flags = ST_VALID | (fs->writable ? 0 : ST_RDONLY),
    };
    return copy_to_user((uint64_t)to, &status, sizeof status);
}

// Also of a file that is open with O_PATH, unlike apply_to_file.
static int tell_of_open(int fd, deed *tell, uint64_t to) {
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int error = tell(file->inode, (const void *)to);
    file_put(file);
    return error;
}

int64_t sys_fstat(int fd, uint64_t status) {
    return tell_of_open(fd, stat_to_user, status);
}

int64_t sys_fstatfs(int fd, uint64_t status) {
    return tell_of_open(fd, statfs_to_user, status);
}

int64_t sys_newfstatat(int directory, uint64_t path, uint64_t status, uint32_t flags) {
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
        return -EINVAL;
    return apply_to_path(directory, path, path_how(flags), stat_to_user, (const void *)status);
}

int64_t sys_statfs(uint64_t path, uint64_t status) {
    return apply_to_path(AT_FDCWD, path, PATH_FOLLOW, statfs_to_user, (const void *)status);
}

static int check_mode(struct inode *inode, const void *what) {
    return permission(inode, *(const uint32_t *)what);
}

int64_t sys_faccessat2(int directory, uint64_t path, uint32_t mode, uint32_t flags) {
    if (mode & ~(R_OK | W_OK | X_OK) || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    // A set-user-ID program asks for whoever started it, also on the way to the file.
    current->credentials.as_real = !(flags & AT_EACCESS);
    int error = apply_to_path(directory, path, path_how(flags), check_mode, &mode);
    current->credentials.as_real = false;
    return error;
}

static int64_t link_to_user(struct inode *link, uint64_t buffer, size_t size) {
    char *target = kmalloc(PATH_MAX);
    if (!target)
        return -ENOMEM;
    int64_t length = link->ops->read_link(link, target, min(size, PATH_MAX));
    if (length > 0 && copy_to_user(buffer, target, length) < 0)
        length = -EFAULT;
    kfree(target);
    return length;
}

// An empty path is that of a link which is open itself (O_PATH).
static int not_a_link(uint64_t path) {
    char first;
    return copy_from_user(&first, path, 1) == 0 && first == '\0' ? -ENOENT : -EINVAL;
}

int64_t sys_readlinkat(int directory, uint64_t path, uint64_t buffer, uint64_t size) {
    if ((int)size <= 0)
        return -EINVAL;
    struct inode *link;
    int error = path_from_user(directory, path, PATH_EMPTY, &link);
    if (error < 0)
        return error;
    int64_t length =
        inode_is(link, S_IFLNK) ? link_to_user(link, buffer, (int)size) : not_a_link(path);
    inode_put(link);
    return length;
}
