// Inodes: between the disk's form and the kernel's.
//
// An inode in memory is always at least as new as its record on the disk. Whoever changes one calls
// ext2_save, which copies it into the cached block of the inode table; that block is written when
// it suits. So an inode can leave memory at any time without a write.
#include "kernel/dev/clock.h"
#include "kernel/errno.h"
#include "kernel/fs/ext2_fs.h"
#include "kernel/string.h"
#include "mm/heap.h"

#define NANOSECONDS 1000000000ul

static void release(struct inode *inode) {
    kfree(inode->private);
}

const struct inode_ops ext2_inode_ops = {
    .lookup = ext2_lookup,
    .read_directory = ext2_read_directory,
    .read_link = ext2_read_link,
    .read_page = ext2_read_page,
    .write_page = ext2_write_page,
    .prepare_write = ext2_prepare_write,
    .truncate = ext2_truncate,
    .save = ext2_save,
    .sync = ext2_sync,
    .create = ext2_create,
    .link = ext2_link,
    .unlink = ext2_unlink,
    .rename = ext2_rename,
    .delete = ext2_delete,
    .release = release,
};

// The inode's record on the disk, in a pinned block.
static int record_of(struct ext2 *ext2, uint64_t number, struct frame **frame,
                     struct ext2_inode **raw) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    struct ext2_group *group;
    int error = ext2_group(ext2, (number - 1) / geometry->inodes_per_group, frame, &group);
    if (error < 0)
        return error;
    uint64_t table = group->inode_table;
    pagecache_put(*frame);
    uint64_t offset = (number - 1) % geometry->inodes_per_group * geometry->inode_size;
    if (!ext2_valid_block(geometry, table) ||
        !ext2_valid_block(geometry, table + offset / geometry->block_size))
        return ext2_damaged(ext2, number, "inode table outside the file system");
    return ext2_at(ext2, table * geometry->block_size + offset, frame, raw);
}

// ---- Reading

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
    struct ext2 *ext2 = ext2_of(inode);
    inode->private = kzalloc(sizeof(struct ext2_blocks));
    if (!inode->private)
        return -ENOMEM;
    inode->ops = &ext2_inode_ops;
    struct frame *frame;
    struct ext2_inode *raw;
    int error = record_of(ext2, inode->number, &frame, &raw);
    if (error < 0)
        return error;
    take_over(inode, raw);
    pagecache_put(frame);
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
    } else if (inode->links == 0) {
        inode_put(inode);
        return ext2_damaged(ext2_of(inode), number, "deleted, but a directory names it");
    }
    *found = inode;
    return 0;
}

// ---- Writing

static void give_over(const struct inode *inode, struct ext2_inode *raw) {
    const struct ext2_blocks *blocks = inode->private;
    raw->mode = inode->mode;
    raw->links = inode->links;
    raw->uid = inode->uid;
    raw->uid_high = inode->uid >> 16;
    raw->gid = inode->gid;
    raw->gid_high = inode->gid >> 16;
    raw->size = inode->size;
    if (inode_is(inode, S_IFREG))
        raw->size_high = inode->size >> 32;
    raw->sectors = inode->blocks;
    raw->atime = inode->atime;
    raw->mtime = inode->mtime;
    raw->ctime = inode->ctime;
    raw->dtime = inode->links == 0 ? inode->ctime : 0;
    if (inode_is(inode, S_IFDIR))
        raw->flags &= ~EXT2_FLAG_INDEX; // we don't keep one
    memcpy(raw->block, blocks->block, sizeof raw->block);
}

static int save(struct inode *inode, bool now) {
    struct frame *frame;
    struct ext2_inode *raw;
    int error = record_of(ext2_of(inode), inode->number, &frame, &raw);
    if (error < 0)
        return error;
    give_over(inode, raw);
    pagecache_dirty(frame);
    error = now ? pagecache_clean(frame) : 0;
    pagecache_put(frame);
    return error;
}

int ext2_save(struct inode *inode) {
    return save(inode, false);
}

int ext2_save_now(struct inode *inode) {
    return save(inode, true);
}

// ---- Making and deleting

// What an earlier inode left in the record must go, also what we know nothing of.
static int clear_record(struct ext2 *ext2, uint64_t number) {
    struct frame *frame;
    struct ext2_inode *raw;
    int error = record_of(ext2, number, &frame, &raw);
    if (error < 0)
        return error;
    memset(raw, 0, ext2->geometry.inode_size);
    pagecache_dirty(frame);
    pagecache_put(frame);
    return 0;
}

static int init_inode(struct inode *inode, const struct new_file *file) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private = kzalloc(sizeof *blocks);
    if (!blocks)
        return -ENOMEM;
    inode->ops = &ext2_inode_ops;
    inode->mode = file->mode;
    inode->links = 1;
    inode->block_size = ext2->geometry.block_size;
    inode->atime = inode->mtime = inode->ctime = clock_realtime() / NANOSECONDS;
    if (inode_is(inode, S_IFCHR) || inode_is(inode, S_IFBLK)) {
        inode->device = file->device;
        blocks->block[file->device > 0xffff] = file->device;
    }
    return clear_record(ext2, inode->number);
}

int ext2_new_inode(struct inode *near, const struct new_file *file, struct inode **made) {
    struct ext2 *ext2 = ext2_of(near);
    bool directory = (file->mode & S_IFMT) == S_IFDIR;
    uint32_t number;
    ext2_lock(ext2);
    int error = ext2_alloc_inode(ext2, near->number, directory, &number);
    ext2_unlock(ext2);
    if (error < 0)
        return error;
    struct inode *inode = inode_get(near->fs, number);
    error = !inode ? -ENOMEM : inode->filling ? init_inode(inode, file) : -EIO;
    if (error == 0) {
        inode_filled(inode);
        *made = inode;
        return 0;
    }
    if (error == -EIO && inode && !inode->filling) {
        ext2_damaged(ext2, number, "in use, but marked as free");
        inode_put(inode);
        return -EIO;
    }
    if (inode)
        inode_abandon(inode);
    ext2_lock(ext2);
    ext2_free_inode(ext2, number, directory);
    ext2_unlock(ext2);
    return error;
}

// Frees the block of extended attributes that others (mke2fs -d) may have given the file. Several
// inodes can share one, so it has a count ("Ext2 internal layout": extended attribute block).
static void free_attributes(struct ext2 *ext2, uint32_t block) {
    struct frame *frame;
    if (!ext2_valid_block(&ext2->geometry, block) || ext2_block(ext2, block, &frame) < 0)
        return;
    uint32_t *header = frame_data(frame); // magic number, users, …
    bool last = header[1] <= 1;
    if (!last) {
        header[1]--;
        pagecache_dirty(frame);
    }
    pagecache_put(frame);
    if (last)
        ext2_free_block(ext2, block);
}

// Takes the block's number out of the inode.
static uint32_t take_attributes(struct inode *inode) {
    struct frame *frame;
    struct ext2_inode *raw;
    if (record_of(ext2_of(inode), inode->number, &frame, &raw) < 0)
        return 0;
    uint32_t block = raw->attribute_block;
    raw->attribute_block = 0;
    pagecache_dirty(frame);
    pagecache_put(frame);
    return block;
}

// First the inode on the disk lets go of everything, then everything is marked as free.
void ext2_delete(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    uint32_t attributes = take_attributes(inode);
    bool directory = inode_is(inode, S_IFDIR);
    inode->ctime = clock_realtime() / NANOSECONDS;
    inode->size = 0;
    pagecache_truncate(inode, 0);
    ext2_lock(ext2);
    int error = ext2_has_blocks(inode) ? ext2_cut(inode, 0) : 0;
    inode->blocks = 0;
    if (error == 0)
        error = ext2_save_now(inode);
    if (error == 0) {
        if (attributes)
            free_attributes(ext2, attributes);
        ext2_free_inode(ext2, inode->number, directory);
    }
    ext2_unlock(ext2);
}
