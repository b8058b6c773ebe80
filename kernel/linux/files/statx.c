// statx: the newer stat, which says which of its fields are valid.
#include "kernel/fs/fd.h"
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
