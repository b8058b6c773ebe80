// What is free: two bitmaps for each group of blocks, one for its blocks and one for its inodes.
// A file's blocks should lie together, near its inode, and its inode near its directory; so a
// search begins at a goal and goes on from group to group. Directories, though, are spread over the
// groups, so that there is space for what will be in them.
#include "kernel/fs/ext2/ext2_fs.h"
#include "kernel/lib/errno.h"

enum kind { BLOCKS, INODES }; // also an index into a descriptor's bitmap[] and free[]

int ext2_group(struct ext2 *ext2, uint32_t group, struct frame **frame, struct ext2_group **at) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint64_t start = (geometry->first_data_block + 1) * (uint64_t)geometry->block_size;
    return ext2_at(ext2, start + group * sizeof **at, frame, at);
}

// The bitmap of a group, in a pinned block.
static int bitmap_of(struct ext2 *ext2, enum kind kind, const struct ext2_group *group,
                     struct frame **frame) {
    if (!ext2_valid_block(&ext2->geometry, group->bitmap[kind]))
        return ext2_damaged(ext2, 0, "bitmap outside the file system");
    return ext2_block(ext2, group->bitmap[kind], frame);
}

static void add_free(struct ext2 *ext2, enum kind kind, struct ext2_group *group, int change) {
    group->free[kind] += change;
    ext2_count_free(ext2, kind == BLOCKS ? change : 0, kind == INODES ? change : 0);
}

// Takes the first free bit from `start` on, and behind the end from the beginning again.
static int take_bit(struct ext2 *ext2, enum kind kind, struct ext2_group *group, uint32_t start,
                    uint32_t end, uint32_t *bit) {
    struct frame *frame;
    int error = group->free[kind] == 0 ? -ENOSPC : bitmap_of(ext2, kind, group, &frame);
    if (error < 0)
        return error;
    uint8_t *bitmap = frame_data(frame);
    *bit = ext2_first_clear(bitmap, start, end);
    if (*bit == end)
        *bit = ext2_first_clear(bitmap, 0, start);
    if (ext2_bit(bitmap, *bit)) {
        error = -ENOSPC;
    } else {
        ext2_set_bit(bitmap, *bit);
        add_free(ext2, kind, group, -1);
        pagecache_dirty(frame);
    }
    pagecache_put(frame);
    return error;
}

// What must never be given away, even if a damaged bitmap says that it is free.
static bool is_taken(const struct ext2 *ext2, enum kind kind, const struct ext2_group *group,
                     uint32_t number) {
    return kind == BLOCKS ? !ext2_valid_block(&ext2->geometry, number) ||
                                ext2_in_tables(&ext2->geometry, group, number)
                          : !ext2_valid_inode(&ext2->geometry, number) || number == EXT2_ROOT;
}

static int take_from(struct ext2 *ext2, enum kind kind, uint32_t group, uint32_t start,
                     bool directory, uint32_t *number) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    uint32_t first = group * geometry->inodes_per_group + 1, n = geometry->inodes_per_group;
    if (kind == BLOCKS) {
        first = ext2_group_start(geometry, group);
        n = ext2_group_blocks(geometry, group);
    }
    struct frame *frame;
    struct ext2_group *descriptor;
    int error = ext2_group(ext2, group, &frame, &descriptor);
    if (error < 0)
        return error;
    uint32_t bit;
    error = take_bit(ext2, kind, descriptor, start, n, &bit);
    if (error == 0) {
        descriptor->directories += directory;
        pagecache_dirty(frame);
        *number = first + bit;
        if (is_taken(ext2, kind, descriptor, *number))
            error = ext2_damaged(ext2, 0, "a bitmap says that something vital is free");
    }
    pagecache_put(frame);
    return error;
}

static int take(struct ext2 *ext2, enum kind kind, uint32_t group, uint32_t start, bool directory,
                uint32_t *number) {
    int error = -ENOSPC;
    for (uint32_t i = 0; i < ext2->geometry.groups && error == -ENOSPC; i++) {
        error = take_from(ext2, kind, group, start, directory, number);
        group = (group + 1) % ext2->geometry.groups;
        start = 0;
    }
    return error;
}

int ext2_alloc_block(struct ext2 *ext2, uint32_t goal, uint32_t *block) {
    const struct ext2_geometry *geometry = &ext2->geometry;
    if (!ext2_valid_block(geometry, goal))
        goal = geometry->first_data_block;
    uint32_t offset = goal - geometry->first_data_block;
    return take(ext2, BLOCKS, offset / geometry->blocks_per_group,
                offset % geometry->blocks_per_group, false, block);
}

// The group with most free inodes.
static uint32_t emptiest_group(struct ext2 *ext2) {
    uint32_t best = 0, most = 0;
    for (uint32_t group = 0; group < ext2->geometry.groups; group++) {
        struct frame *frame;
        struct ext2_group *descriptor;
        if (ext2_group(ext2, group, &frame, &descriptor) < 0)
            continue;
        if (descriptor->free[INODES] > most) {
            most = descriptor->free[INODES];
            best = group;
        }
        pagecache_put(frame);
    }
    return best;
}

int ext2_alloc_inode(struct ext2 *ext2, uint32_t near, bool directory, uint32_t *number) {
    uint32_t group =
        directory ? emptiest_group(ext2) : (near - 1) / ext2->geometry.inodes_per_group;
    return take(ext2, INODES, group, 0, directory, number);
}

// Gives back bit number `place` of all groups' bitmaps together.
static int release(struct ext2 *ext2, enum kind kind, uint32_t place, uint32_t per_group,
                   bool directory) {
    struct frame *frame, *bitmap;
    struct ext2_group *descriptor;
    uint32_t bit = place % per_group;
    int error = ext2_group(ext2, place / per_group, &frame, &descriptor);
    if (error == 0) {
        error = bitmap_of(ext2, kind, descriptor, &bitmap);
        if (error == 0 && ext2_bit(frame_data(bitmap), bit)) {
            ext2_clear_bit(frame_data(bitmap), bit);
            pagecache_dirty(bitmap);
            descriptor->directories -= directory;
            add_free(ext2, kind, descriptor, 1);
            pagecache_dirty(frame);
            pagecache_put(bitmap);
        } else if (error == 0) {
            pagecache_put(bitmap);
            error = ext2_damaged(ext2, 0, "something was freed twice");
        }
        pagecache_put(frame);
    }
    return error < 0 ? ext2_damaged(ext2, 0, "what was freed is lost until e2fsck finds it") : 0;
}

// Its cached page goes first: it must never be written over the block's next contents.
int ext2_free_block(struct ext2 *ext2, uint32_t block) {
    pagecache_forget(&ext2->disk->data, block);
    return release(ext2, BLOCKS, block - ext2->geometry.first_data_block,
                   ext2->geometry.blocks_per_group, false);
}

void ext2_free_inode(struct ext2 *ext2, uint32_t number, bool directory) {
    release(ext2, INODES, number - 1, ext2->geometry.inodes_per_group, directory);
}
