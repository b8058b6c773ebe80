// The second extended file system: mounting it, and its blocks.
//
// Two kinds of pages go through the page cache. The file system's own tables (group descriptors,
// bitmaps, inodes, indirect blocks) are pages of the *disk*, an inode that stands for the whole
// device; the contents of files and directories are pages of their inodes, transferred straight
// from and to the device. So a file's block is looked up in cached tables and costs one transfer,
// and nothing else caches blocks.
//
// The disk is input, not truth: every number is checked before it is used. What makes no sense is
// -EIO and a line on the console, never an assertion.
#include "kernel/fs/ext2/ext2.h"
#include "kernel/dev/clock.h"
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/format.h"
#include "kernel/printf.h"
#include "mm/heap.h"

enum { HEAD_MOST = PAGE_SIZE / sizeof(struct frame *) - 1 }; // for at least 128 GiB

struct ext2 *ext2_of(const struct inode *inode) {
    return inode->fs->private;
}

int ext2_damaged(const struct ext2 *ext2, uint64_t inode, const char *what) {
    kprintf("ext2: %s: inode %lu: %s\n", ext2->device->name, inode, what);
    return -EIO;
}

// ---- The disk as an inode

void ext2_run_begin(struct ext2_run *run, struct ext2 *ext2, bool write) {
    run->ext2 = ext2;
    run->write = write;
    run->n = 0;
}

int ext2_run_end(struct ext2_run *run) {
    struct block_device *device = run->ext2->device;
    uint64_t end = run->next * (uint64_t)(run->ext2->geometry.block_size / SECTOR_SIZE);
    size_t n = run->n;
    run->n = 0;
    return n ? block_transfer(device, end - run->sectors, run->pieces, n, run->write) : 0;
}

// A block that is a neighbour in memory, too, lengthens the last piece.
int ext2_run_add(struct ext2_run *run, uint32_t block, void *data) {
    size_t sectors = run->ext2->geometry.block_size / SECTOR_SIZE;
    struct block_piece *last = &run->pieces[run->n - 1];
    int error = 0;
    bool same_page = run->n > 0 && block == run->next && page_offset((uint64_t)data) > 0 &&
                     (char *)last->data + last->sectors * SECTOR_SIZE == data;
    if (same_page) {
        last->sectors += sectors;
    } else {
        if (run->n > 0 && (block != run->next || run->n == BLOCK_PIECES))
            error = ext2_run_end(run);
        run->sectors = run->n > 0 ? run->sectors : 0;
        run->pieces[run->n++] = (struct block_piece){data, sectors};
    }
    run->sectors += sectors;
    run->next = block + 1;
    return error;
}

int ext2_transfer(struct ext2 *ext2, uint32_t block, void *data, bool write) {
    struct ext2_run run;
    ext2_run_begin(&run, ext2, write);
    ext2_run_add(&run, block, data);
    return ext2_run_end(&run);
}

static int transfer_blocks(struct inode *disk, uint64_t block, void *const *pages, size_t n,
                           bool write) {
    struct ext2_run run;
    ext2_run_begin(&run, ext2_of(disk), write);
    for (size_t i = 0; i < n; i++)
        ext2_run_add(&run, block + i, pages[i]);
    return ext2_run_end(&run);
}

static int read_blocks(struct inode *disk, uint64_t block, void *const *pages, size_t n) {
    return transfer_blocks(disk, block, pages, n, false);
}

static int write_blocks(struct inode *disk, uint64_t block, void *const *pages, size_t n) {
    struct ext2 *ext2 = ext2_of(disk);
    int error = transfer_blocks(disk, block, pages, n, true);
    ext2->named = ++ext2->written;
    return error;
}

static const struct inode_ops disk_ops = {.read_pages = read_blocks, .write_pages = write_blocks};

int ext2_block(struct ext2 *ext2, uint32_t block, struct frame **frame) {
    int error = 0;
    *frame = pagecache_get(&ext2->disk->data, block, NULL, &error);
    return error;
}

int ext2_settle(struct ext2 *ext2, uint64_t wanted) {
    uint64_t written = ext2->written; // more may end while we wait
    if (wanted <= ext2->durable)
        return 0;
    int error = block_flush(ext2->device);
    if (error == 0 && ext2->durable < written)
        ext2->durable = written;
    return error;
}

int ext2_before_names(struct ext2 *ext2) {
    ext2->namings++;
    int error = pagecache_write_back(&ext2->disk->data);
    return error < 0 ? error : ext2_settle(ext2, ext2->named);
}

// ---- The superblock and the descriptors

static struct ext2_superblock *super_of(const struct ext2 *ext2) {
    char *block = frame_data(ext2->head[0]);
    return (void *)(block + EXT2_SUPERBLOCK % ext2->geometry.block_size);
}

// The pinned block that a group's descriptor is in.
static struct frame *block_of(const struct ext2 *ext2, uint32_t group) {
    return ext2->head[1 + group * sizeof(struct ext2_group) / ext2->geometry.block_size];
}

struct ext2_group *ext2_group(const struct ext2 *ext2, uint32_t group) {
    struct ext2_group *descriptors = frame_data(block_of(ext2, group));
    return &descriptors[group % (ext2->geometry.block_size / sizeof *descriptors)];
}

void ext2_group_changed(struct ext2 *ext2, uint32_t group) {
    struct ext2_superblock *super = super_of(ext2);
    super->free_blocks = ext2->fs.blocks_free;
    super->free_inodes = ext2->fs.files_free;
    pagecache_dirty(ext2->head[0]);
    pagecache_dirty(block_of(ext2, group));
}

// Notes on the disk whether it can be used as it is, or needs e2fsck first.
static int write_state(struct ext2 *ext2, bool valid) {
    struct ext2_superblock *super = super_of(ext2);
    uint32_t now = clock_now().seconds;
    super->state = (super->state & ~EXT2_STATE_VALID) | (valid ? EXT2_STATE_VALID : 0);
    super->mount_time = valid ? super->mount_time : now;
    super->mounts += !valid;
    super->write_time = now;
    pagecache_dirty(ext2->head[0]);
    int error = pagecache_clean(ext2->head[0]);
    return error < 0 ? error : ext2_settle(ext2, ext2->written);
}

// Contents before tables, for writing them out may change tables. There may be no space on the disk
// for what a program stored into a mapped hole; that is lost at the end, but the tables are whole.
static int sync(struct file_system *fs, bool stopping) {
    struct ext2 *ext2 = fs->private;
    if (!fs->writable)
        return 0;
    int error = pagecache_write_all();
    error = first_error(error, pagecache_write_back(&ext2->disk->data));
    error = first_error(error, ext2_settle(ext2, ext2->written));
    if (!stopping || (error < 0 && error != -ENOSPC))
        return error;
    fs->writable = false;
    return first_error(error, write_state(ext2, true));
}

// ---- Mounting

// The disk needs features that we do not have: says which.
static void name_features(const char *device, uint32_t features) {
    for (unsigned bit = 0; bit < 32; bit++) {
        const char *name = ext2_feature_name(bit);
        if (features & 1u << bit)
            kprintf("ext2: %s: not mounted: it needs the feature %s (bit %u)\n", device,
                    name ? name : "unknown", bit);
    }
}

static void allow_writing(struct ext2 *ext2, const char *why_not) {
    ext2->fs.writable = !why_not;
    if (why_not)
        kprintf("ext2: %s: mounted read-only: %s\n", ext2->device->name, why_not);
}

static int check_superblock(struct ext2 *ext2, const struct ext2_superblock *super) {
    const char *device = ext2->device->name;
    if (super->magic != EXT2_MAGIC) {
        kprintf("ext2: %s: not an ext2 file system\n", device);
        return -EINVAL;
    }
    uint32_t unknown = ext2_unknown_features(super);
    if (unknown) {
        name_features(device, unknown);
        return -EINVAL;
    }
    uint64_t bytes = ext2->device->sectors * SECTOR_SIZE;
    const char *wrong = ext2_check_superblock(super, bytes, &ext2->geometry);
    if (wrong) {
        kprintf("ext2: %s: not mounted: %s\n", device, wrong);
        return -EINVAL;
    }
    ext2->fs.magic = EXT2_MAGIC;
    ext2->fs.size_max = ext2_max_file_size(&ext2->geometry);
    ext2->fs.blocks = super->blocks;
    ext2->fs.blocks_free = super->free_blocks;
    ext2->fs.files = super->inodes;
    ext2->fs.files_free = super->free_inodes;
    allow_writing(ext2, ext2_why_read_only(super, &ext2->geometry));
    return 0;
}

// Read past the cache, since the block size is not known yet.
static int read_superblock(struct ext2 *ext2) {
    enum { SIZE = 1024 };
    uint64_t first = EXT2_SUPERBLOCK / SECTOR_SIZE, count = SIZE / SECTOR_SIZE;
    if (ext2->device->sectors < first + count)
        return -EINVAL;
    void *super = kmalloc(SIZE);
    if (!super)
        return -ENOMEM;
    struct block_piece piece = {super, count};
    int error = block_transfer(ext2->device, first, &piece, 1, false);
    if (error == 0)
        error = check_superblock(ext2, super);
    kfree(super);
    return error;
}

// Writing relies on every group's descriptor: a table in the wrong place would be written over what
// lies there.
static int read_head(struct ext2 *ext2) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint32_t first = geometry->first_data_block, n = geometry->first_block - first;
    ext2->head = n <= HEAD_MOST ? kzalloc((n + 1) * sizeof *ext2->head) : NULL;
    int error = ext2->head ? 0 : -ENOMEM;
    for (uint32_t i = 0; i < n && error == 0; i++)
        error = ext2_block(ext2, first + i, &ext2->head[i]);
    for (uint32_t group = 0; group < geometry->groups && error == 0; group++)
        if (ext2->fs.writable && !ext2_valid_group(geometry, group, ext2_group(ext2, group)))
            allow_writing(ext2, "a group's tables are in a wrong place: run e2fsck");
    return error;
}

// The mount has failed.
static void give_up(struct ext2 *ext2) {
    for (size_t i = 0; ext2->head && ext2->head[i]; i++)
        pagecache_put(ext2->head[i]);
    kfree(ext2->head);
    inode_put(ext2->disk);
    kfree(ext2);
}

static int read_root(struct ext2 *ext2) {
    int error = ext2_get_inode(&ext2->fs, EXT2_ROOT, &ext2->fs.root);
    if (error < 0)
        return error == -ENOENT ? ext2_damaged(ext2, EXT2_ROOT, "the root is deleted") : error;
    if (inode_is(ext2->fs.root, S_IFDIR))
        return 0;
    inode_put(ext2->fs.root);
    inode_drop_unused(); // nothing may stay in the cache of a file system that never was
    return ext2_damaged(ext2, EXT2_ROOT, "the root is no directory");
}

static int start(struct ext2 *ext2) {
    int error = read_superblock(ext2);
    if (error == 0)
        error = read_head(ext2);
    if (error == 0)
        error = read_root(ext2);
    if (error == 0 && ext2->fs.writable)
        error = write_state(ext2, false);
    return error;
}

int ext2_mount(struct block_device *device, struct file_system **mounted) {
    struct ext2 *ext2 = kzalloc(sizeof *ext2);
    if (!ext2)
        return -ENOMEM;
    ext2->fs =
        (struct file_system){.type = "ext2", .source = ext2->source, .sync = sync, .private = ext2};
    ksnprintf(ext2->source, sizeof ext2->source, "/dev/%s", device->name);
    ext2->device = device;
    ext2->namings = 1;
    ext2->disk = inode_new(&ext2->fs, &disk_ops, S_IFBLK);
    int error = ext2->disk ? start(ext2) : -ENOMEM;
    if (error < 0)
        give_up(ext2);
    else
        *mounted = &ext2->fs;
    return error;
}
