// ext2: from the inode on the disk to the inode in memory. Whatever makes no sense is found here,
// once; so the rest of ext2 may rely on type and size.
#include "kernel/errno.h"
#include "kernel/fs/ext2_parts.h"
#include "kernel/string.h"
#include "mm/heap.h"

static void release(struct inode *inode) {
    kfree(inode->private);
}

static const struct inode_ops ext2_inode_ops = {
    .lookup = ext2_lookup,
    .read_directory = ext2_read_directory,
    .read_link = ext2_read_link,
    .read_page = ext2_read_page,
    .release = release,
};

static int read_inode(const struct ext2 *ext2, uint64_t number, struct ext2_inode *raw) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint64_t group = (number - 1) / geometry->inodes_per_group;
    uint64_t index = (number - 1) % geometry->inodes_per_group;
    uint64_t groups_start = (geometry->first_data_block + 1) * (uint64_t)geometry->block_size;
    struct ext2_group descriptor;
    int error = ext2_read_table(ext2, groups_start + group * sizeof descriptor, &descriptor,
                                sizeof descriptor);
    if (error < 0)
        return error;
    uint64_t offset = index * geometry->inode_size;
    uint64_t first_block = descriptor.inode_table;
    if (!ext2_valid_block(geometry, first_block) ||
        !ext2_valid_block(geometry, first_block + offset / geometry->block_size))
        return ext2_damaged(ext2, number, "inode table outside the file system");
    return ext2_read_table(ext2, first_block * geometry->block_size + offset, raw, sizeof *raw);
}

// What is wrong with the inode, or NULL.
static const char *complaint(const struct inode *inode) {
    const struct ext2_geometry *geometry = &ext2_of(inode)->geometry;
    const struct ext2_blocks *blocks = inode->private;
    if (inode->links == 0)
        return "deleted, but a directory names it";
    switch (inode->mode & S_IFMT) {
    case S_IFREG:
        return inode->size > ext2_max_file_size(geometry) ? "impossible size" : NULL;
    case S_IFDIR:
        return inode->size % geometry->block_size != 0 ? "impossible size of a directory" : NULL;
    case S_IFLNK: {
        size_t room = blocks->is_target ? sizeof blocks->block : geometry->block_size;
        return inode->size == 0 || inode->size > room ? "impossible length of a link" : NULL;
    }
    case S_IFCHR:
    case S_IFBLK:
    case S_IFIFO:
    case S_IFSOCK:
        return NULL;
    }
    return "unknown type";
}

// inode(7) from the disk's form.
static void take_over(struct inode *inode, const struct ext2_inode *raw) {
    struct ext2_blocks *blocks = inode->private;
    uint32_t block_size = ext2_of(inode)->geometry.block_size;
    inode->mode = raw->mode;
    inode->links = raw->links;
    inode->uid = raw->uid | (uint32_t)raw->uid_high << 16;
    inode->gid = raw->gid | (uint32_t)raw->gid_high << 16;
    inode->size = raw->size;
    if (inode_is(inode, S_IFREG))
        inode->size |= (uint64_t)raw->size_high << 32;
    inode->blocks = raw->sectors;
    inode->block_size = block_size;
    inode->atime = raw->atime;
    inode->mtime = raw->mtime;
    inode->ctime = raw->ctime;
    memcpy(blocks->block, raw->block, sizeof blocks->block);
    // A link without data blocks of its own (extended attributes have one) is a short one.
    uint32_t attribute_sectors = raw->attribute_block ? block_size / SECTOR_SIZE : 0;
    blocks->is_target = inode_is(inode, S_IFLNK) && raw->sectors == attribute_sectors;
    // Device numbers: 8 + 8 bits in the first place, or, larger ones, as in st_rdev in the second.
    if (inode_is(inode, S_IFCHR) || inode_is(inode, S_IFBLK))
        inode->device = raw->block[0] ? raw->block[0] & 0xffff : raw->block[1];
}

static int fill_inode(struct inode *inode) {
    const struct ext2 *ext2 = ext2_of(inode);
    struct ext2_inode raw;
    int error = read_inode(ext2, inode->number, &raw);
    if (error < 0)
        return error;
    inode->private = kzalloc(sizeof(struct ext2_blocks));
    if (!inode->private)
        return -ENOMEM;
    inode->ops = &ext2_inode_ops;
    take_over(inode, &raw);
    const char *wrong = complaint(inode);
    return wrong ? ext2_damaged(ext2, inode->number, wrong) : 0;
}

int ext2_get_inode(struct file_system *fs, uint64_t number, struct inode **found) {
    struct inode *inode = inode_get(fs, number);
    if (!inode)
        return -ENOMEM;
    if (inode->filling) {
        int error = fill_inode(inode);
        if (error < 0) {
            inode_abandon(inode);
            return error;
        }
        inode_filled(inode);
    }
    *found = inode;
    return 0;
}
