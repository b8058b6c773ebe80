// Inodes: between the disk's form and the kernel's.
//
// An inode in memory is always at least as new as its record on the disk. Each change ends with
// ext2_save, which copies the inode into the cached block of the inode table; that block is written
// some time later. So an unused inode can be freed at any time without a write.
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "mm/heap.h"

// Memory is short.
static void shrink(struct inode *inode) {
    if (!lock_held(&inode->lock))
        ext2_index_drop(inode);
}

static void release(struct inode *inode) {
    if (inode->private)
        ext2_index_drop(inode);
    kfree(inode->private);
}

const struct inode_ops ext2_inode_ops = {
    .lookup = ext2_lookup,
    .read_directory = ext2_read_directory,
    .read_link = ext2_read_link,
    .read_pages = ext2_read_pages,
    .write_pages = ext2_write_pages,
    .prepare_write = ext2_prepare_write,
    .data_at = ext2_data_at,
    .truncate = ext2_truncate,
    .save = ext2_save,
    .sync = ext2_sync,
    .create = ext2_create,
    .link = ext2_link,
    .unlink = ext2_unlink,
    .rename = ext2_rename,
    .erase = ext2_delete,
    .shrink = shrink,
    .check = ext2_index_check,
    .release = release,
};

static int find_record(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint64_t number = inode->number - 1;
    uint64_t table = ext2_group(ext2, number / geometry->inodes_per_group)->inode_table;
    uint64_t offset = number % geometry->inodes_per_group * geometry->inode_size;
    if (!ext2_valid_block(geometry, table) ||
        !ext2_valid_block(geometry, table + offset / geometry->block_size))
        return ext2_damaged(ext2, inode->number, "inode table outside the file system");
    struct ext2_blocks *blocks = inode->private;
    blocks->record = table * geometry->block_size + offset;
    return 0;
}

// The inode's record on the disk, in a pinned block.
static int get_record(struct inode *inode, struct frame **frame, struct ext2_inode **raw) {
    const struct ext2_blocks *blocks = inode->private;
    uint32_t block_size = ext2_of(inode)->geometry.block_size;
    int error = blocks->record == 0 ? find_record(inode) : 0;
    if (error == 0)
        error = ext2_block(ext2_of(inode), blocks->record / block_size, frame);
    if (error == 0)
        *raw = (void *)((char *)frame_data(*frame) + blocks->record % block_size);
    return error;
}

// ---- Reading

// What is wrong with the inode, or NULL.
static const char *complaint(const struct inode *inode) {
    const struct ext2_geometry *geometry = &ext2_of(inode)->geometry;
    const struct ext2_blocks *blocks = inode->private;
    uint64_t size = inode->data.size, block_size = geometry->block_size;
    switch (inode->mode & S_IFMT) {
    case S_IFREG:
        return size > inode->fs->size_max ? "impossible size" : NULL;
    case S_IFDIR:
        if (size % block_size == 0 && size / block_size <= geometry->blocks)
            return NULL;
        return "impossible size of a directory";
    case S_IFLNK:
        if (size > 0 && size <= (blocks->is_target ? sizeof blocks->block : block_size))
            return NULL;
        return "impossible length of a link";
    case S_IFCHR:
    case S_IFBLK:
    case S_IFIFO:
    case S_IFSOCK:
        return NULL;
    }
    return "unknown type";
}

// The times, from and to the inode's record and what may follow it.
static void move_times(struct inode *inode, struct ext2_inode *raw, bool save) {
    struct ext2_inode_extra *extra = (void *)(raw + 1);
    bool has_extra = ext2_of(inode)->geometry.inode_size >= sizeof *raw + sizeof *extra &&
                     extra->used >= offsetof(struct ext2_inode_extra, creation);
    struct file_time *time[] = {&inode->atime, &inode->mtime, &inode->ctime};
    uint32_t *seconds[] = {&raw->atime, &raw->mtime, &raw->ctime};
    uint32_t *more[] = {&extra->atime, &extra->mtime, &extra->ctime};
    for (int i = 0; i < 3; i++) {
        if (save)
            ext2_set_time(*time[i], seconds[i], has_extra ? more[i] : NULL);
        *time[i] = ext2_time(*seconds[i], has_extra ? more[i] : NULL); // as the disk keeps it
    }
}

// inode(7) from the disk's form.
static void take_over(struct inode *inode, struct ext2_inode *raw) {
    struct ext2_blocks *blocks = inode->private;
    uint32_t block_size = ext2_of(inode)->geometry.block_size;
    inode->mode = raw->mode;
    inode->links = raw->links;
    inode->uid = raw->uid | (uint32_t)raw->uid_high << 16;
    inode->gid = raw->gid | (uint32_t)raw->gid_high << 16;
    inode->data.size = raw->size;
    if (inode_is(inode, S_IFREG))
        inode->data.size |= (uint64_t)raw->size_high << 32;
    inode->blocks = raw->sectors;
    inode->block_size = block_size;
    move_times(inode, raw, false);
    memcpy(blocks->block, raw->block, sizeof blocks->block);
    // A link without data blocks of its own (extended attributes have one) is a short one.
    blocks->attributes = raw->attribute_block;
    uint32_t attribute_sectors = blocks->attributes ? block_size / SECTOR_SIZE : 0;
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
    int error = get_record(inode, &frame, &raw);
    if (error < 0)
        return error;
    take_over(inode, raw);
    pagecache_put(frame);
    if (inode->links == 0)
        return -ENOENT;
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
        return -ENOENT;
    }
    *found = inode;
    return 0;
}

// ---- Writing

static void give_over(struct inode *inode, struct ext2_inode *raw) {
    const struct ext2_blocks *blocks = inode->private;
    raw->mode = inode->mode;
    raw->links = inode->links;
    raw->uid = inode->uid;
    raw->uid_high = inode->uid >> 16;
    raw->gid = inode->gid;
    raw->gid_high = inode->gid >> 16;
    raw->size = inode->data.size;
    if (inode_is(inode, S_IFREG))
        raw->size_high = inode->data.size >> 32;
    raw->sectors = inode->blocks;
    move_times(inode, raw, true);
    raw->dtime = inode->links == 0 ? raw->ctime : 0;
    if (inode_is(inode, S_IFDIR))
        raw->flags &= ~EXT2_FLAG_INDEX; // we don't keep one
    raw->attribute_block = blocks->attributes;
    memcpy(raw->block, blocks->block, sizeof raw->block);
}

// What an earlier inode left in the record must go, also what we know nothing of.
static void clear_record(const struct inode *inode, struct ext2_inode *raw) {
    uint32_t size = ext2_of(inode)->geometry.inode_size;
    struct ext2_inode_extra *extra = (void *)(raw + 1);
    memset(raw, 0, size);
    if (size >= sizeof *raw + sizeof *extra)
        extra->used = sizeof *extra;
}

static int save(struct inode *inode, bool now) {
    struct ext2_blocks *blocks = inode->private;
    struct frame *frame;
    struct ext2_inode *raw;
    int error = get_record(inode, &frame, &raw);
    if (error < 0)
        return error;
    if (blocks->is_new)
        clear_record(inode, raw);
    blocks->is_new = false;
    give_over(inode, raw);
    return ext2_put_changed(frame, now);
}

int ext2_save(struct inode *inode) {
    return save(inode, false);
}

int ext2_save_now(struct inode *inode) {
    return save(inode, true);
}
