// Which block of the disk holds which block of a file: 12 numbers in the inode, then trees of one,
// two and three levels of indirect blocks.
//
//     inode: |0|1|…|11| single | double | triple |
//                         |        |
//                       |12|13|…   |…|…|  <- of indirect blocks
//
// Trees grow and are cut in an order that keeps the disk whole at every instant (ext2_fs.h). What
// is missing is built apart, as a branch, written, and only then grafted on by one number in the
// block above. What is cut off is first forgotten by the block above, on the disk too, and only
// then freed.
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/sleep.h"
#include "mm/heap.h"

static uint32_t per_table(const struct ext2 *ext2) {
    return ext2->geometry.block_size / sizeof(uint32_t);
}

static uint32_t sectors_per_block(const struct ext2 *ext2) {
    return ext2->geometry.block_size / SECTOR_SIZE;
}

// Where nothing is written the tables may lie anywhere (ext2.c).
static bool is_in_tables(const struct ext2 *ext2, uint32_t block) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint32_t group = (block - geometry->first_data_block) / geometry->blocks_per_group;
    return ext2->fs.writable && ext2_in_tables(geometry, ext2_group(ext2, group), block);
}

int ext2_check_block(struct inode *inode, uint32_t block) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private;
    bool outside = !ext2_valid_block(&ext2->geometry, block);
    if (!outside && !is_in_tables(ext2, block))
        return 0;
    if (blocks->reported)
        return -EIO;
    blocks->reported = true;
    return ext2_damaged(ext2, inode->number,
                        outside ? "block number outside the file system"
                                : "a block of the file system's tables");
}

// ---- Growing

// Writes a new table, in which only the number at `index` is set, and waits for it.
static int write_table(struct ext2 *ext2, uint32_t block, uint32_t index, uint32_t entry) {
    int error;
    struct frame *frame = pagecache_get_zeroed(&ext2->disk->data, block, &error);
    if (!frame)
        return error;
    ((uint32_t *)frame_data(frame))[index] = entry;
    return ext2_put_changed(frame, true);
}

static uint32_t goal_of(const struct inode *inode) {
    const struct ext2_geometry *geometry = &ext2_of(inode)->geometry;
    const struct ext2_blocks *blocks = inode->private;
    uint32_t group = (inode->number - 1) / geometry->inodes_per_group;
    return blocks->last ? blocks->last + 1 : ext2_group_start(geometry, group % geometry->groups);
}

// Writes the new blocks, all of them before one on the disk names the first.
static int write_branch(struct ext2 *ext2, const uint32_t *block, unsigned n, const uint32_t *index,
                        const void *initial) {
    int error = initial ? ext2_transfer(ext2, block[n - 1], (void *)initial, true) : 0;
    for (unsigned i = n - 1; i-- > 0 && error == 0;)
        error = write_table(ext2, block[i], index[i], block[i + 1]);
    if (error == 0 && (initial || n > 1))
        error = ext2_settle(ext2, ++ext2->written);
    return error;
}

// Builds what is missing of a path, of which `n` blocks are; index[] is where each is to name the
// next. *top is to be grafted on.
static int build_branch(struct inode *inode, unsigned n, const uint32_t *index, const void *initial,
                        uint32_t *top, uint32_t *leaf) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private;
    uint32_t block[1 + EXT2_LEVELS];
    unsigned taken = 0;
    int error = ext2_settle(ext2, ext2->freed);
    while (taken < n && error == 0) {
        error = ext2_alloc_block(ext2, goal_of(inode), &block[taken]);
        if (error == 0)
            blocks->last = block[taken++];
    }
    if (error == 0)
        error = write_branch(ext2, block, n, index, initial);
    if (error < 0) {
        while (taken-- > 0)
            ext2_free_block(ext2, block[taken]);
        return error;
    }
    inode->blocks += n * sectors_per_block(ext2);
    *top = block[0];
    *leaf = block[n - 1];
    return 0;
}

// ---- Finding

// Goes down the path. `table` is the pinned block that *entry lies in; NULL: in the inode. *rest,
// for whoever asks, is how many blocks of the file end with the same answer.
static int walk(struct inode *inode, uint64_t index, bool grow, const void *initial,
                uint32_t *block, uint64_t *rest) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private;
    struct ext2_block_path path;
    if (!ext2_block_path(index, per_table(ext2), &path))
        return grow ? -EFBIG : ext2_damaged(ext2, inode->number, "too large");
    struct frame *table = NULL;
    uint32_t *entry = &blocks->block[path.index[0]];
    int error = 0;
    for (unsigned step = 1;; step++) {
        uint32_t number = *entry;
        if (number == 0 && grow) {
            error = build_branch(inode, path.depth - step + 1, &path.index[step], initial, entry,
                                 &number);
            if (table && error == 0)
                pagecache_dirty(table);
            step = path.depth;
        }
        if (table)
            pagecache_put(table);
        *block = number;
        if (rest)
            *rest = ext2_path_rest(&path, step - 1, per_table(ext2));
        if (error < 0 || number == 0)
            return error;
        error = ext2_check_block(inode, number);
        if (error < 0 || step == path.depth)
            return error;
        error = ext2_block(ext2, number, &table);
        if (error < 0)
            return error;
        entry = (uint32_t *)frame_data(table) + path.index[step];
    }
}

int ext2_map(struct inode *inode, uint64_t index, uint32_t *block, uint64_t *rest) {
    return walk(inode, index, false, NULL, block, rest);
}

int ext2_map_or_add(struct inode *inode, uint64_t index, const void *initial, uint32_t *block) {
    struct lock *lock = &ext2_of(inode)->lock;
    lock_acquire(lock);
    int error = walk(inode, index, true, initial, block, NULL);
    lock_release(lock);
    return error;
}

// ---- Cutting

// Frees a block and, of a table of `level` levels, everything below it. What cannot be read is lost
// until e2fsck finds it. Damage is the end of it: a table that names itself in all its places would
// be gone through a thousand million times.
static int free_tree(struct inode *inode, uint32_t block, unsigned level) {
    struct ext2 *ext2 = ext2_of(inode);
    struct frame *frame;
    if (block == 0)
        return 0;
    int error = ext2_check_block(inode, block);
    if (error < 0)
        return error;
    if (level > 0 && ext2_block(ext2, block, &frame) == 0) {
        const uint32_t *entry = frame_data(frame);
        for (uint32_t i = 0; i < per_table(ext2) && error == 0; i++)
            error = free_tree(inode, entry[i], level - 1);
        pagecache_put(frame);
        breathe();
    }
    if (error == 0)
        error = ext2_free_block(ext2, block);
    if (error == 0)
        inode->blocks -= sectors_per_block(ext2);
    return error;
}

// How many levels of tables there are below number `index` of the inode.
static unsigned levels_at(unsigned index) {
    return index < EXT2_DIRECT ? 0 : index - EXT2_DIRECT + 1;
}

// Forgets the numbers of a table, or of the inode (NULL), from `first` on, on the disk too; then
// frees what they named. `level`: of the trees below a table's numbers.
static int cut_row(struct inode *inode, struct frame *table, uint32_t first, unsigned level) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private;
    uint32_t few[EXT2_DIRECT + EXT2_LEVELS], n = table ? per_table(ext2) : sizeof few / sizeof *few;
    uint32_t *entry = table ? frame_data(table) : blocks->block;
    uint32_t *old = table ? kmalloc(n * sizeof *old) : few;
    if (!old)
        return -ENOMEM;
    memcpy(old, entry, n * sizeof *old);
    memset(entry + first, 0, (n - first) * sizeof *old);
    int error = 0;
    if (memcmp(old, entry, n * sizeof *old) != 0) {
        if (table)
            pagecache_dirty(table);
        error = table ? pagecache_clean(table) : ext2_save_now(inode);
        ext2->freed = ext2->written;
        for (uint32_t i = first; i < n && error == 0; i++)
            error = free_tree(inode, old[i], table ? level : levels_at(i));
    }
    if (table)
        kfree(old);
    return error;
}

static bool has_blocks(const struct inode *inode) {
    const struct ext2_blocks *blocks = inode->private;
    return inode_is(inode, S_IFREG) || inode_is(inode, S_IFDIR) ||
           (inode_is(inode, S_IFLNK) && !blocks->is_target);
}

// Goes down the path to `first`; at each step, what lies to its right goes, and so does what it
// leads to if nothing there is to its left.
int ext2_cut(struct inode *inode, uint64_t first) {
    struct ext2 *ext2 = ext2_of(inode);
    struct ext2_blocks *blocks = inode->private;
    struct ext2_block_path path;
    if (!has_blocks(inode) || !ext2_block_path(first, per_table(ext2), &path))
        return 0; // files end before that
    blocks->last = 0;
    bool keeps = ext2_path_keeps(&path, 0);
    int error = cut_row(inode, NULL, path.index[0] + keeps, 0);
    uint32_t block = blocks->block[path.index[0]];
    for (unsigned step = 1; keeps && block != 0 && error == 0; step++) {
        struct frame *table;
        error = ext2_check_block(inode, block);
        if (error == 0)
            error = ext2_block(ext2, block, &table);
        if (error < 0)
            break;
        keeps = ext2_path_keeps(&path, step);
        block = ((uint32_t *)frame_data(table))[path.index[step]];
        error = cut_row(inode, table, path.index[step] + keeps, path.depth - 1 - step);
        pagecache_put(table);
    }
    return first_error(error, ext2_save(inode)); // it has fewer blocks now
}
