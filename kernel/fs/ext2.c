// The second extended file system, read only.
//
// Two kinds of pages go through the page cache. The file system's own tables (group descriptors,
// inodes, indirect blocks) are pages of the *disk*, an inode that stands for the whole device; the
// contents of files are pages of the files' inodes, read straight from the device. So a file's
// block is looked up in cached tables and costs one transfer, and nothing else caches blocks.
//
// The disk is input, not truth: every number is checked before it is used. What makes no sense is
// -EIO and a line on the console, never an assertion.
#include "kernel/fs/ext2.h"
#include "kernel/errno.h"
#include "kernel/fs/ext2_parts.h"
#include "kernel/fs/pagecache.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "mm/heap.h"

int ext2_damaged(const struct ext2 *ext2, uint64_t inode, const char *what) {
    kprintf("ext2: %s: inode %lu: %s\n", ext2->device->name, inode, what);
    return -EIO;
}

// ---- The disk as an inode

static int read_disk_page(struct inode *disk, uint64_t index, void *page) {
    struct block_device *device = disk->private;
    uint64_t first = index * (PAGE_SIZE / SECTOR_SIZE);
    if (first >= device->sectors)
        return -EIO;
    size_t count = PAGE_SIZE / SECTOR_SIZE;
    if (count > device->sectors - first) {
        count = device->sectors - first;
        memset((char *)page + count * SECTOR_SIZE, 0, PAGE_SIZE - count * SECTOR_SIZE);
    }
    return block_read(device, first, page, count);
}

static const struct inode_ops disk_ops = {.read_page = read_disk_page};

int ext2_read_table(const struct ext2 *ext2, uint64_t position, void *to, size_t n) {
    int64_t done = pagecache_read(ext2->disk, position, to, n);
    if (done < 0)
        return done;
    return (size_t)done == n ? 0 : -EIO;
}

// ---- Mounting

// The disk needs features that we do not have: says which.
static void name_features(const char *device, uint32_t features) {
    for (unsigned bit = 0; bit < 32; bit++) {
        const char *name = ext2_feature_name(bit);
        if (!(features & 1u << bit))
            continue;
        if (name)
            kprintf("ext2: %s: not mounted: it needs the feature %s\n", device, name);
        else
            kprintf("ext2: %s: not mounted: it needs the unknown feature bit %u\n", device, bit);
    }
}

static int read_superblock(struct ext2 *ext2) {
    const char *device = ext2->device->name;
    struct ext2_superblock super;
    ext2->disk->size = ext2->device->sectors * SECTOR_SIZE;
    if (ext2->disk->size < EXT2_SUPERBLOCK + sizeof super)
        return -EINVAL;
    int error = ext2_read_table(ext2, EXT2_SUPERBLOCK, &super, sizeof super);
    if (error < 0)
        return error;
    if (super.magic != EXT2_MAGIC) {
        kprintf("ext2: %s: not an ext2 file system\n", device);
        return -EINVAL;
    }
    uint32_t unknown = ext2_unknown_features(&super);
    if (unknown) {
        name_features(device, unknown);
        return -EINVAL;
    }
    const char *wrong = ext2_check_superblock(&super, ext2->disk->size, &ext2->geometry);
    if (wrong) {
        kprintf("ext2: %s: not mounted: %s\n", device, wrong);
        return -EINVAL;
    }
    ext2->fs.magic = EXT2_MAGIC;
    ext2->fs.blocks = super.blocks;
    ext2->fs.blocks_free = super.free_blocks;
    ext2->fs.files = super.inodes;
    ext2->fs.files_free = super.free_inodes;
    return 0;
}

static int read_root(struct ext2 *ext2) {
    int error = ext2_get_inode(&ext2->fs, EXT2_ROOT, &ext2->fs.root);
    if (error < 0)
        return error;
    if (inode_is(ext2->fs.root, S_IFDIR))
        return 0;
    inode_put(ext2->fs.root);
    inode_drop_unused(); // nothing may stay in the cache of a file system that never was
    return ext2_damaged(ext2, EXT2_ROOT, "the root is no directory");
}

int ext2_mount(struct block_device *device, struct file_system **mounted) {
    struct ext2 *ext2 = kzalloc(sizeof *ext2);
    if (!ext2)
        return -ENOMEM;
    ext2->fs = (struct file_system){.type = "ext2", .source = ext2->source, .private = ext2};
    ksnprintf(ext2->source, sizeof ext2->source, "/dev/%s", device->name);
    ext2->device = device;
    ext2->disk = inode_new(&ext2->fs, &disk_ops, S_IFBLK);
    if (!ext2->disk) {
        kfree(ext2);
        return -ENOMEM;
    }
    ext2->disk->private = device;
    int error = read_superblock(ext2);
    if (error == 0)
        error = read_root(ext2);
    if (error < 0) {
        inode_put(ext2->disk);
        kfree(ext2);
        return error;
    }
    *mounted = &ext2->fs;
    return 0;
}
