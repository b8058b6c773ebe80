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
#include "kernel/fs/ext2_disk.h"
#include "kernel/fs/pagecache.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "mm/heap.h"

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

static struct ext2 *ext2_of(const struct inode *inode) {
    return inode->fs->private;
}

static int damaged(const struct ext2 *ext2, uint64_t inode, const char *what) {
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

static int read_table(const struct ext2 *ext2, uint64_t position, void *to, size_t n) {
    int64_t done = pagecache_read(ext2->disk, position, to, n);
    if (done < 0)
        return done;
    return (size_t)done == n ? 0 : -EIO;
}

// ---- The contents of files

// The block of the device that holds block number `index` of the file; 0: a hole.
static int map_block(struct inode *inode, uint64_t index, uint32_t *block) {
    const struct ext2 *ext2 = ext2_of(inode);
    const struct ext2_blocks *blocks = inode->private;
    uint32_t block_size = ext2->geometry.block_size;
    struct ext2_block_path path;
    if (!ext2_block_path(index, block_size / sizeof *block, &path))
        return damaged(ext2, inode->number, "too large");
    *block = blocks->block[path.index[0]];
    for (unsigned step = 1;; step++) {
        if (*block == 0)
            return 0;
        if (!ext2_valid_block(&ext2->geometry, *block))
            return damaged(ext2, inode->number, "block number outside the file system");
        if (step == path.depth)
            return 0;
        uint64_t entry = (uint64_t)*block * block_size + path.index[step] * sizeof *block;
        int error = read_table(ext2, entry, block, sizeof *block);
        if (error < 0)
            return error;
    }
}

// Reads `count` neighbouring blocks in one transfer, or clears them.
static int read_run(const struct ext2 *ext2, uint32_t block, void *to, size_t count) {
    uint32_t block_size = ext2->geometry.block_size, sectors = block_size / SECTOR_SIZE;
    if (block != 0)
        return block_read(ext2->device, (uint64_t)block * sectors, to, count * sectors);
    memset(to, 0, count * block_size);
    return 0;
}

static int read_page(struct inode *inode, uint64_t index, void *page) {
    const struct ext2 *ext2 = ext2_of(inode);
    uint32_t block_size = ext2->geometry.block_size;
    size_t blocks = PAGE_SIZE / block_size;
    uint64_t size = index <= inode->size >> PAGE_SHIFT ? inode->size - index * PAGE_SIZE : 0;
    uint32_t block[PAGE_SIZE / 1024] = {0};
    for (size_t i = 0; i < blocks && i * block_size < size; i++) {
        int error = map_block(inode, index * blocks + i, &block[i]);
        if (error < 0)
            return error;
    }
    for (size_t first = 0, count; first < blocks; first += count) {
        uint32_t step = block[first] != 0; // holes are neighbours too
        for (count = 1; first + count < blocks; count++)
            if (block[first + count] != block[first] + step * count)
                break;
        int error = read_run(ext2, block[first], (char *)page + first * block_size, count);
        if (error < 0)
            return error;
    }
    if (size < PAGE_SIZE)
        memset((char *)page + size, 0, PAGE_SIZE - size);
    return 0;
}

static int64_t read_link(struct inode *link, char *target, size_t size) {
    const struct ext2_blocks *blocks = link->private;
    if (!blocks->is_target)
        return pagecache_read(link, 0, target, size);
    size_t length = link->size < size ? link->size : size;
    memcpy(target, blocks->block, length);
    return length;
}

// ---- Directories

// Emits the records of one block of a directory. 1: all taken; 0: the receiver stopped it.
static int emit_block(struct inode *directory, const char *block, uint64_t *position,
                      directory_emit *emit, void *context) {
    // The file types of directory records as getdents64 has them: the type bits of the mode.
    static const uint16_t modes[] = {0,       S_IFREG, S_IFDIR,  S_IFCHR,
                                     S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK};
    const struct ext2 *ext2 = ext2_of(directory);
    uint32_t block_size = ext2->geometry.block_size;
    uint64_t start = *position - *position % block_size;
    // From the block's beginning, for *position may come from lseek and point anywhere.
    for (uint32_t offset = 0; offset < block_size;) {
        const struct ext2_record *record = ext2_record_at(block, offset, block_size);
        if (!record)
            return damaged(ext2, directory->number, "damaged directory");
        uint64_t here = start + offset, next = here + record->length;
        offset += record->length;
        if (here < *position)
            continue;
        size_t type = ext2->geometry.has_types && record->type < 8 ? record->type : 0;
        if (record->inode != 0 && !emit(context, record->name, record->name_length, record->inode,
                                        modes[type] >> 12, next))
            return 0;
        *position = next;
    }
    *position = start + block_size;
    return 1;
}

static int read_directory(struct inode *directory, uint64_t *position, directory_emit *emit,
                          void *context) {
    while (*position < directory->size) {
        int result;
        struct frame *frame = pagecache_get(directory, *position >> PAGE_SHIFT, NULL, &result);
        if (!frame)
            return result;
        uint64_t block = page_offset(*position) & -(uint64_t)directory->block_size;
        result = emit_block(directory, (char *)frame_data(frame) + block, position, emit, context);
        pagecache_put(frame);
        if (result <= 0)
            return result;
    }
    return 0;
}

struct search {
    const char *name;
    size_t length;
    uint64_t number; // what it names; 0: not found yet
};

static bool match_name(void *context, const char *name, size_t length, uint64_t number,
                       uint8_t type, uint64_t next) {
    (void)type, (void)next;
    struct search *search = context;
    if (length != search->length || memcmp(name, search->name, length) != 0)
        return true;
    search->number = number;
    return false;
}

static int get_inode(struct file_system *fs, uint64_t number, struct inode **found);

static int lookup(struct inode *directory, const char *name, size_t length, struct inode **found) {
    const struct ext2 *ext2 = ext2_of(directory);
    struct search search = {.name = name, .length = length};
    uint64_t position = 0;
    int error = read_directory(directory, &position, match_name, &search);
    if (error < 0)
        return error;
    if (search.number == 0)
        return -ENOENT;
    if (!ext2_valid_inode(&ext2->geometry, search.number))
        return damaged(ext2, directory->number, "directory names an impossible inode");
    return get_inode(directory->fs, search.number, found);
}

// ---- Inodes

static void release(struct inode *inode) {
    kfree(inode->private);
}

static const struct inode_ops ext2_inode_ops = {
    .lookup = lookup,
    .read_directory = read_directory,
    .read_link = read_link,
    .read_page = read_page,
    .release = release,
};

static int read_inode(const struct ext2 *ext2, uint64_t number, struct ext2_inode *raw) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint64_t group = (number - 1) / geometry->inodes_per_group;
    uint64_t index = (number - 1) % geometry->inodes_per_group;
    uint64_t groups_start = (geometry->first_data_block + 1) * (uint64_t)geometry->block_size;
    struct ext2_group descriptor;
    int error =
        read_table(ext2, groups_start + group * sizeof descriptor, &descriptor, sizeof descriptor);
    if (error < 0)
        return error;
    uint64_t offset = index * geometry->inode_size;
    uint64_t first_block = descriptor.inode_table;
    if (!ext2_valid_block(geometry, first_block) ||
        !ext2_valid_block(geometry, first_block + offset / geometry->block_size))
        return damaged(ext2, number, "inode table outside the file system");
    return read_table(ext2, first_block * geometry->block_size + offset, raw, sizeof *raw);
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
    return wrong ? damaged(ext2, inode->number, wrong) : 0;
}

static int get_inode(struct file_system *fs, uint64_t number, struct inode **found) {
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
    int error = read_table(ext2, EXT2_SUPERBLOCK, &super, sizeof super);
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
    int error = get_inode(&ext2->fs, EXT2_ROOT, &ext2->fs.root);
    if (error < 0)
        return error;
    if (inode_is(ext2->fs.root, S_IFDIR))
        return 0;
    inode_put(ext2->fs.root);
    inode_drop_unused(); // nothing may stay in the cache of a file system that never was
    return damaged(ext2, EXT2_ROOT, "the root is no directory");
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
