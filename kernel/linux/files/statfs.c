// statfs: how large a file system is, and how much of it is free.
#include "kernel/fs/fd.h"
#include "kernel/layout.h"
#include "kernel/linux/abi.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

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
