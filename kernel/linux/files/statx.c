// statx: the newer stat, which says which of its fields are valid; and statfs: how large a file
// system is, and how much of it is free.
#include "kernel/fs/fd.h"
#include "kernel/layout.h"
#include "kernel/linux/abi.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum { STATX_BASIC = 0x7ff, STATX_RESERVED = 1u << 31 };
enum { SYNC_TYPE = 0x6000 }; // how up to date the result must be, either of two bits: it always is

static struct statx_time at(struct file_time time) {
    return (struct statx_time){.seconds = time.seconds, .nanoseconds = time.nanoseconds};
}

static uint32_t major(uint64_t device) {
    return device >> 8 & 0xfff;
}

static uint32_t minor(uint64_t device) {
    return (device & 0xff) | (device >> 12 & 0xfff00);
}

static int report(struct inode *inode, const void *to) {
    struct statx status = {
        .mask = STATX_BASIC,
        .block_size = inode->block_size,
        .links = inode->links,
        .uid = inode->uid,
        .gid = inode->gid,
        .mode = inode->mode,
        .inode = inode->number,
        .size = inode->data.size,
        .blocks = inode->blocks,
        .accessed = at(inode->atime),
        .changed = at(inode->ctime),
        .modified = at(inode->mtime),
        .special_major = major(inode->device),
        .special_minor = minor(inode->device),
        .major = major(inode->fs->device_number),
        .minor = minor(inode->fs->device_number),
    };
    return copy_to_user((uint64_t)to, &status, sizeof status);
}

int64_t sys_statx(int directory, uint64_t path, uint32_t flags, uint32_t mask, uint64_t to) {
    const uint32_t known = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | SYNC_TYPE;
    if (mask & STATX_RESERVED || flags & ~known || (flags & SYNC_TYPE) == SYNC_TYPE)
        return -EINVAL;
    return apply_to_path(directory, path, path_how(flags), report, (const void *)to);
}

static int statfs_to_user(struct inode *inode, const void *to) {
    struct file_system *fs = inode->fs;
    enum { ST_RDONLY = 1, ST_VALID = 0x20 };
    object_delete_discarded(); // so that their blocks count as free
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

int64_t sys_fstatfs(int fd, uint64_t status) {
    return apply_to_open(fd, statfs_to_user, (const void *)status);
}

int64_t sys_statfs(uint64_t path, uint64_t status) {
    return apply_to_path(AT_FDCWD, path, PATH_FOLLOW, statfs_to_user, (const void *)status);
}
