// What a file is: the stat family, readlink.
#include "kernel/abi.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/syscall.h"
#include "mm/heap.h"
#include "mm/usercopy.h"

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

int64_t sys_fstat(int fd, uint64_t status) {
    return apply_to_open(fd, stat_to_user, (const void *)status);
}

int64_t sys_newfstatat(int directory, uint64_t path, uint64_t status, uint32_t flags) {
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
        return -EINVAL;
    return apply_to_path(directory, path, path_how(flags), stat_to_user, (const void *)status);
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
    int error = path_from_user(directory, path, PATH_EMPTY, &link, NULL);
    if (error < 0)
        return error;
    int64_t length =
        inode_is(link, S_IFLNK) ? link_to_user(link, buffer, (int)size) : not_a_link(path);
    inode_put(link);
    return length;
}
