// What is free: two bitmaps for each group of blocks, one for its blocks and one for its inodes.
// A file's blocks should lie together, near its inode, and its inode near its directory; so a
// search begins at a goal and goes on from group to group. Directories, though, are spread over the
// groups, so that there is space for what will be in them.
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"

enum kind { BLOCKS, INODES }; // also an index into a descriptor's bitmap[] and free[]

// The bitmap of a group, in a pinned block.
static int bitmap_of(struct ext2 *ext2, enum kind kind, uint32_t group, struct frame **frame) {
    return ext2_block(ext2, ext2_group(ext2, group)->bitmap[kind], frame);
}

// So many are free now that were not; of directories' inodes, `directory`.
static void add_free(struct ext2 *ext2, enum kind kind, uint32_t group, int change,
                     bool directory) {
    struct ext2_group *descriptor = ext2_group(ext2, group);
    descriptor->free[kind] += change;
    descriptor->directories -= directory ? change : 0;
    *(kind == BLOCKS ? &ext2->fs.blocks_free : &ext2->fs.files_free) += change;
    ext2_group_changed(ext2, group);
}

// Blocks and inodes are numbered from here on, through all groups; so many are in one.
static uint32_t first_of(const struct ext2_geometry *geometry, enum kind kind) {
    return kind == BLOCKS ? geometry->first_data_block : 1;
}

static uint32_t per_group(const struct ext2_geometry *geometry, enum kind kind) {
    return kind == BLOCKS ? geometry->blocks_per_group : geometry->inodes_per_group;
}

// What must never be given away, even if a damaged bitmap says that it is free.
static bool is_taken(const struct ext2 *ext2, enum kind kind, uint32_t group, uint32_t number) {
    return kind == BLOCKS ? !ext2_valid_block(&ext2->geometry, number) ||
                                ext2_in_tables(&ext2->geometry, ext2_group(ext2, group), number)
                          : !ext2_valid_inode(&ext2->geometry, number) || number == EXT2_ROOT;
}

// Takes the first free one of a group from bit `start` on, and behind the end from the beginning
// again.
static int take_from(struct ext2 *ext2, enum kind kind, uint32_t group, uint32_t start,
                     bool directory, uint32_t *number) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint32_t n = kind == BLOCKS ? ext2_group_blocks(geometry, group) : geometry->inodes_per_group;
    struct frame *frame;
    bool full = ext2_group(ext2, group)->free[kind] == 0;
    int error = full ? -ENOSPC : bitmap_of(ext2, kind, group, &frame);
    if (error < 0)
        return error;
    uint8_t *bitmap = frame_data(frame);
    uint32_t bit = ext2_first_clear(bitmap, start, n);
    if (bit == n)
        bit = ext2_first_clear(bitmap, 0, start);
    *number = first_of(geometry, kind) + group * per_group(geometry, kind) + bit;
    if (ext2_bit(bitmap, bit)) {
        error = -ENOSPC;
    } else {
        ext2_set_bit(bitmap, bit);
        add_free(ext2, kind, group, -1, directory);
        pagecache_dirty(frame);
        if (is_taken(ext2, kind, group, *number))
            error = ext2_damaged(ext2, 0, "a bitmap says that something vital is free");
    }
    pagecache_put(frame);
    return error;
}

static int take(struct ext2 *ext2, enum kind kind, uint32_t goal, bool directory,
                uint32_t *number) {
    uint32_t groups = ext2->geometry.groups, n = per_group(&ext2->geometry, kind);
    uint32_t place = goal - first_of(&ext2->geometry, kind), start = place % n;
    int error = -ENOSPC;
    for (uint32_t i = 0; i < groups && error == -ENOSPC; i++, start = 0)
        error = take_from(ext2, kind, (place / n + i) % groups, start, directory, number);
    return error;
}

int ext2_alloc_block(struct ext2 *ext2, uint32_t goal, uint32_t *block) {
    bool valid = ext2_valid_block(&ext2->geometry, goal);
    return take(ext2, BLOCKS, valid ? goal : ext2->geometry.first_data_block, false, block);
}

// The group with most free inodes.
static uint32_t emptiest_group(struct ext2 *ext2) {
    uint32_t best = 0, most = 0;
    for (uint32_t group = 0; group < ext2->geometry.groups; group++) {
        uint32_t free = ext2_group(ext2, group)->free[INODES];
        if (free > most) {
            most = free;
            best = group;
        }
    }
    return best;
}

int ext2_alloc_inode(struct ext2 *ext2, uint32_t near, bool directory, uint32_t *number) {
    uint32_t n = ext2->geometry.inodes_per_group;
    uint32_t group = directory ? emptiest_group(ext2) : (near - 1) / n;
    return take(ext2, INODES, 1 + group * n, directory, number);
}

static int release(struct ext2 *ext2, enum kind kind, uint32_t number, bool directory) {
    struct frame *bitmap;
    uint32_t place = number - first_of(&ext2->geometry, kind);
    uint32_t n = per_group(&ext2->geometry, kind), group = place / n, bit = place % n;
    if (bitmap_of(ext2, kind, group, &bitmap) < 0)
        return ext2_damaged(ext2, 0, "what was freed is lost until e2fsck finds it");
    bool taken = ext2_bit(frame_data(bitmap), bit);
    if (taken) {
        ext2_clear_bit(frame_data(bitmap), bit);
        pagecache_dirty(bitmap);
        add_free(ext2, kind, group, 1, directory);
    }
    pagecache_put(bitmap);
    return taken ? 0 : ext2_damaged(ext2, 0, "something was freed twice");
}

// Its cached page goes first: it must never be written over the block's next contents.
int ext2_free_block(struct ext2 *ext2, uint32_t block) {
    pagecache_forget(&ext2->disk->data, block);
    return release(ext2, BLOCKS, block, false);
}

void ext2_free_inode(struct ext2 *ext2, uint32_t number, bool directory) {
    release(ext2, INODES, number, directory);
}
