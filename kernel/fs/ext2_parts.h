// What the parts of ext2 share; nobody else uses this. ext2.c mounts and reads tables, ext2_inode.c
// makes inodes of what is in them, ext2_data.c reads files, ext2_directory.c directories.
#pragma once
#include "kernel/dev/block.h"
#include "kernel/fs/ext2_disk.h"
#include "kernel/fs/inode.h"

struct ext2 {
    struct file_system fs;
    struct ext2_geometry geometry;
    struct block_device *device;
    struct inode *disk; // the whole device as an inode, for its pages
    char source[16];
};

// inode->private: the 15 block numbers. A short symbolic link has its target in their place.
struct ext2_blocks {
    uint32_t block[EXT2_DIRECT + EXT2_LEVELS];
    bool is_target;
};

static inline struct ext2 *ext2_of(const struct inode *inode) {
    return inode->fs->private;
}

// Says on the console what makes no sense in an inode, and is -EIO.
int ext2_damaged(const struct ext2 *ext2, uint64_t inode, const char *what);

// Copies bytes of the device by way of the page cache. 0 or a negative errno. May sleep.
int ext2_read_table(const struct ext2 *ext2, uint64_t position, void *to, size_t n);

// The inode with this number, which must be a valid one, as a new reference. 0 or a negative errno.
// May sleep.
int ext2_get_inode(struct file_system *fs, uint64_t number, struct inode **found);

// As struct inode_ops has them.
int ext2_read_page(struct inode *inode, uint64_t index, void *page);
int64_t ext2_read_link(struct inode *link, char *target, size_t size);
int ext2_lookup(struct inode *directory, const char *name, size_t length, struct inode **found);
int ext2_read_directory(struct inode *directory, uint64_t *position, directory_emit *emit,
                        void *context);
