// Making and deleting inodes. One that has no name yet is deleted like one whose last name is gone:
// it has no links when it is put. There is only one way to delete an inode.
#include "kernel/dev/clock.h"
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "mm/heap.h"

static int init_inode(struct inode *inode, const struct inode *directory,
                      const struct new_file *file) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private = kzalloc(sizeof *blocks);
    if (!blocks)
        return -ENOMEM;
    blocks->is_new = true;
    blocks->born = ext2->namings;
    inode->ops = &ext2_inode_ops;
    inode->mode = file->mode;
    personality_file_made(inode, directory);
    inode->links = 1;
    inode->block_size = ext2->geometry.block_size;
    inode->atime = inode->mtime = inode->ctime = clock_now();
    if (inode_is(inode, S_IFCHR) || inode_is(inode, S_IFBLK)) {
        inode->device = file->device;
        blocks->block[file->device > 0xffff] = file->device;
    }
    return 0;
}

int ext2_new_inode(struct inode *parent, const struct new_file *file, struct inode **made) {
    struct ext2 *ext2 = ext2_of(parent);
    bool directory = (file->mode & S_IFMT) == S_IFDIR;
    uint32_t number;
    lock_acquire(&ext2->lock);
    int error = ext2_alloc_inode(ext2, parent->number, directory, &number);
    lock_release(&ext2->lock);
    if (error < 0)
        return error;
    struct inode *inode = inode_get(parent->fs, number);
    if (inode && !inode->filling) {
        inode_put(inode);
        return ext2_damaged(ext2, number, "in use, but marked as free");
    }
    error = inode ? init_inode(inode, parent, file) : -ENOMEM;
    if (error == 0) {
        inode_filled(inode);
        *made = inode;
        return 0;
    }
    if (inode)
        inode_abandon(inode);
    lock_acquire(&ext2->lock);
    ext2_free_inode(ext2, number, directory);
    lock_release(&ext2->lock);
    return error;
}

// Frees the block of extended attributes that others (mke2fs -d) may have given the file. Several
// inodes can share one, so it has a count ("Ext2 internal layout": extended attribute block).
static void free_attributes(struct inode *inode, uint32_t block) {
    struct ext2 *ext2 = ext2_of(inode);
    struct frame *frame;
    if (ext2_check_block(inode, block) < 0 || ext2_block(ext2, block, &frame) < 0)
        return;
    uint32_t *header = frame_data(frame); // magic number, users, …
    if (header[1] > 1) {
        header[1]--;
        ext2_put_changed(frame, false);
    } else {
        pagecache_put(frame);
        ext2_free_block(ext2, block);
    }
}

// No directory in memory names the inode any more; now none on the disk does. If no name at all was
// written since the inode was made, none on the disk ever did.
static int forget_names(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    const struct ext2_blocks *blocks = inode->private;
    if (blocks->born == ext2->namings)
        return 0;
    int error = pagecache_write_directories();
    return error < 0 ? error : ext2_settle(ext2, ext2->written);
}

// First the disk forgets the inode's names, then the inode lets go of everything (ext2_cut), then
// everything is marked as free.
void ext2_delete(struct inode *inode) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private;
    uint32_t attributes = blocks->attributes;
    blocks->attributes = 0;
    bool directory = inode_is(inode, S_IFDIR);
    inode->ctime = clock_now();
    inode->data.size = 0;
    pagecache_truncate(&inode->data, 0);
    int error = forget_names(inode);
    lock_acquire(&ext2->lock);
    if (error == 0)
        error = ext2_cut(inode, 0);
    inode->blocks = 0;
    if (error == 0)
        error = attributes ? ext2_save_now(inode) : ext2_save(inode);
    if (error == 0) {
        ext2->freed = ext2->written;
        if (attributes)
            free_attributes(inode, attributes);
        ext2_free_inode(ext2, inode->number, directory);
    }
    lock_release(&ext2->lock);
}
