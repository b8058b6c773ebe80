// The pure part of ext2: checks and arithmetic on what was read from the disk. It uses nothing of
// the kernel, so it is tested on the host as well (tests/host).
//
//     |boot|super|group descriptors|bitmaps|inode table|data …|bitmaps|inode table|data …|
//      1 KiB      \____ group 0 ________________________________/\____ group 1 _________/
#include "kernel/fs/ext2/disk.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"

// The shortest record: the header and a name of up to four bytes. Lengths are multiples of 4.
enum { SHORTEST = sizeof(struct ext2_record) + 4 };

static const char *const feature_names[] = {
    // Bits of the superblock's `incompatible`, under the names that mke2fs and dumpe2fs use.
    [0] = "compression", [1] = "filetype",     [2] = "needs_recovery", [3] = "journal_dev",
    [4] = "meta_bg",     [6] = "extent",       [7] = "64bit",          [8] = "mmp",
    [9] = "flex_bg",     [10] = "ea_inode",    [12] = "dirdata",       [13] = "metadata_csum_seed",
    [14] = "large_dir",  [15] = "inline_data", [16] = "encrypt",       [17] = "casefold",
};

uint32_t ext2_unknown_features(const struct ext2_superblock *super) {
    return super->revision == 0 ? 0 : super->incompatible & ~EXT2_INCOMPATIBLE_FILETYPE;
}

const char *ext2_feature_name(unsigned bit) {
    return bit < sizeof feature_names / sizeof *feature_names ? feature_names[bit] : NULL;
}

const char *ext2_why_read_only(const struct ext2_superblock *super,
                               const struct ext2_geometry *geometry) {
    if (!(super->state & EXT2_STATE_VALID))
        return "it was not unmounted: run e2fsck";
    if (super->state & EXT2_STATE_ERRORS)
        return "it has errors: run e2fsck";
    if (super->inodes != geometry->groups * (uint64_t)super->inodes_per_group)
        return "its number of inodes is wrong: run e2fsck";
    if (super->revision > 0 && super->read_only_compatible & ~EXT2_READ_ONLY_KNOWN)
        return "it has features that only readers may ignore";
    return NULL;
}

static uint32_t blocks_for(const struct ext2_geometry *geometry, uint64_t bytes) {
    return (bytes + geometry->block_size - 1) / geometry->block_size;
}

const char *ext2_check_superblock(const struct ext2_superblock *super, uint64_t device_bytes,
                                  struct ext2_geometry *geometry) {
    if (super->revision > 1)
        return "unknown revision";
    if (super->log_block_size > 2)
        return "block size is not 1, 2 or 4 KiB";
    bool old = super->revision == 0;
    *geometry = (struct ext2_geometry){
        .block_size = 1024u << super->log_block_size,
        .blocks = super->blocks,
        .first_data_block = super->first_data_block,
        .inodes = super->inodes,
        .inodes_per_group = super->inodes_per_group,
        .inode_size = old ? EXT2_INODE_SIZE : super->inode_size,
        .first_inode = old ? EXT2_FIRST_INODE : super->first_inode,
        .blocks_per_group = super->blocks_per_group,
        .has_types = !old && (super->incompatible & EXT2_INCOMPATIBLE_FILETYPE),
        .has_large_files = !old && (super->read_only_compatible & EXT2_READ_ONLY_LARGE_FILE),
    };
    uint32_t block_size = geometry->block_size, bits_per_block = block_size * 8;
    if (super->first_data_block != EXT2_SUPERBLOCK / block_size)
        return "first data block is not the superblock's";
    if ((uint64_t)super->blocks * block_size > device_bytes)
        return "larger than the device";
    if (super->blocks <= super->first_data_block + 1)
        return "no blocks";
    // One bitmap block describes a whole group.
    if (super->blocks_per_group == 0 || super->blocks_per_group > bits_per_block)
        return "impossible number of blocks in a group";
    if (super->inodes_per_group == 0 || super->inodes_per_group > bits_per_block)
        return "impossible number of inodes in a group";
    uint32_t size = geometry->inode_size;
    if (size < EXT2_INODE_SIZE || size > block_size || (size & (size - 1)) != 0)
        return "impossible inode size";
    if (geometry->first_inode < EXT2_FIRST_INODE)
        return "impossible first inode";

    uint64_t data_blocks = super->blocks - super->first_data_block;
    uint64_t groups = (data_blocks + super->blocks_per_group - 1) / super->blocks_per_group;
    geometry->groups = groups;
    if (super->inodes < EXT2_ROOT || super->inodes > groups * super->inodes_per_group)
        return "impossible number of inodes";
    uint64_t descriptors = blocks_for(geometry, groups * sizeof(struct ext2_group));
    if (super->first_data_block + 1 + descriptors > super->blocks)
        return "no space for the group descriptors";
    geometry->first_block = super->first_data_block + 1 + descriptors;
    return NULL;
}

bool ext2_valid_block(const struct ext2_geometry *geometry, uint64_t block) {
    return block >= geometry->first_block && block < geometry->blocks;
}

bool ext2_valid_inode(const struct ext2_geometry *geometry, uint64_t inode) {
    return inode == EXT2_ROOT || (inode >= geometry->first_inode && inode <= geometry->inodes);
}

bool ext2_block_path(uint64_t block, uint32_t per_block, struct ext2_block_path *path) {
    if (block < EXT2_DIRECT) {
        *path = (struct ext2_block_path){.depth = 1, .index = {block}};
        return true;
    }
    block -= EXT2_DIRECT;
    uint64_t span = per_block; // blocks that the inode's indirect block of this level leads to
    for (unsigned level = 1; level <= EXT2_LEVELS; level++) {
        if (block < span) {
            path->depth = 1 + level;
            path->index[0] = EXT2_DIRECT + level - 1;
            for (unsigned step = 1; step <= level; step++) {
                span /= per_block; // now: blocks that one entry of this step's table leads to
                path->index[step] = block / span;
                block %= span;
            }
            return true;
        }
        block -= span;
        span *= per_block;
    }
    return false;
}

uint64_t ext2_path_rest(const struct ext2_block_path *path, unsigned step, uint32_t per_block) {
    uint64_t all = 1, before = 0;
    for (unsigned i = path->depth - 1; i > step; i--) {
        before += path->index[i] * all;
        all *= per_block;
    }
    return all - before;
}

bool ext2_path_keeps(const struct ext2_block_path *path, unsigned step) {
    while (++step < path->depth)
        if (path->index[step] != 0)
            return true;
    return false;
}

// The lower half of the seconds has a sign; the two upper bits count on from there.
struct file_time ext2_time(uint32_t seconds, const uint32_t *extra) {
    struct file_time time = {.seconds = (int32_t)seconds};
    if (extra) {
        time.seconds += (int64_t)(*extra & 3) << 32;
        time.nanoseconds = *extra >> 2;
    }
    return time;
}

void ext2_set_time(struct file_time time, uint32_t *seconds, uint32_t *extra) {
    const int64_t first = INT32_MIN, last = INT32_MAX + (extra ? 3l << 32 : 0);
    if (time.seconds <= first || time.seconds >= last)
        time = (struct file_time){.seconds = time.seconds <= first ? first : last};
    *seconds = time.seconds;
    if (extra)
        *extra = (uint32_t)time.nanoseconds << 2 | ((time.seconds - (int32_t)*seconds) >> 32 & 3);
}

uint64_t ext2_max_file_size(const struct ext2_geometry *geometry) {
    uint64_t n = geometry->block_size / sizeof(uint32_t);
    uint64_t size = (EXT2_DIRECT + n + n * n + n * n * n) * geometry->block_size;
    const uint64_t small = 1ul << 31; // the first size that older systems would take for negative
    return geometry->has_large_files || size < small ? size : small - geometry->block_size;
}

// ---- Groups and bitmaps

uint32_t ext2_group_start(const struct ext2_geometry *geometry, uint32_t group) {
    return geometry->first_data_block + group * geometry->blocks_per_group;
}

uint32_t ext2_group_blocks(const struct ext2_geometry *geometry, uint32_t group) {
    uint32_t left = geometry->blocks - ext2_group_start(geometry, group);
    return min(left, geometry->blocks_per_group);
}

static uint32_t table_blocks(const struct ext2_geometry *geometry) {
    return blocks_for(geometry, geometry->inodes_per_group * geometry->inode_size);
}

bool ext2_valid_group(const struct ext2_geometry *geometry, uint32_t group,
                      const struct ext2_group *descriptor) {
    uint32_t start = ext2_group_start(geometry, group);
    uint32_t blocks = ext2_group_blocks(geometry, group), table = table_blocks(geometry);
    const uint32_t parts[] = {descriptor->bitmap[0], descriptor->bitmap[1],
                              descriptor->inode_table};
    for (int i = 0; i < 3; i++)
        if (!ext2_valid_block(geometry, parts[i]) || parts[i] - start >= blocks)
            return false;
    return parts[0] != parts[1] && table <= blocks - (parts[2] - start) &&
           parts[0] - parts[2] >= table && parts[1] - parts[2] >= table;
}

bool ext2_in_tables(const struct ext2_geometry *geometry, const struct ext2_group *group,
                    uint32_t block) {
    return block == group->bitmap[0] || block == group->bitmap[1] ||
           block - group->inode_table < table_blocks(geometry);
}

uint32_t ext2_first_clear(const uint8_t *bitmap, uint32_t start, uint32_t end) {
    static const uint64_t full = UINT64_MAX;
    while (start < end && ext2_bit(bitmap, start)) {
        bool word = start % 64 == 0 && end - start >= 64;
        start += word && memcmp(&bitmap[start / 8], &full, sizeof full) == 0 ? 64 : 1;
    }
    return start;
}

// ---- Directories

const struct ext2_record *ext2_record_at(const void *block, uint32_t offset, uint32_t block_size) {
    if (offset > block_size - SHORTEST || offset % 4 != 0)
        return NULL;
    const struct ext2_record *record = (const void *)((const char *)block + offset);
    uint32_t length = record->length;
    if (length < SHORTEST || length % 4 != 0 || length > block_size - offset)
        return NULL;
    if (length < sizeof *record + record->name_length)
        return NULL;
    return record->inode != 0 && record->name_length == 0 ? NULL : record;
}

bool ext2_is_name(const struct ext2_record *record) {
    for (size_t i = 0; i < record->name_length; i++)
        if (record->name[i] == '/' || record->name[i] == '\0')
            return false;
    return true;
}

// How much of a record its header and name need; the rest is space for another.
static uint32_t size_of_record(size_t name_length) {
    return (sizeof(struct ext2_record) + name_length + 3) & ~3u;
}

enum ext2_result ext2_find_record(const void *block, uint32_t block_size, const char *name,
                                  size_t length, uint32_t *offset) {
    const struct ext2_record *record;
    for (*offset = 0; *offset < block_size; *offset += record->length) {
        record = ext2_record_at(block, *offset, block_size);
        if (!record)
            return EXT2_DAMAGED;
        if (record->inode != 0 && record->name_length == length &&
            memcmp(record->name, name, length) == 0)
            return EXT2_FOUND;
    }
    return EXT2_NONE;
}

enum ext2_result ext2_insert_record(void *block, uint32_t block_size, const struct ext2_name *name,
                                    uint32_t *offset) {
    uint32_t needed = size_of_record(name->length);
    struct ext2_record *record;
    for (; *offset < block_size; *offset += record->length) {
        record = (void *)ext2_record_at(block, *offset, block_size);
        if (!record)
            return EXT2_DAMAGED;
        uint32_t used = record->inode ? size_of_record(record->name_length) : 0;
        if (record->length - used < needed)
            continue;
        struct ext2_record *new = (void *)((char *)record + used);
        new->length = record->length - used;
        if (used)
            record->length = used;
        new->inode = name->inode;
        new->name_length = name->length;
        new->type = name->type;
        memcpy(new->name, name->name, name->length);
        *offset += used;
        return EXT2_FOUND;
    }
    return EXT2_NONE;
}

void ext2_remove_record(void *block, uint32_t block_size, uint32_t offset) {
    struct ext2_record *record = (void *)ext2_record_at(block, offset, block_size);
    record->inode = 0;
    for (uint32_t at = 0; at < offset;) {
        struct ext2_record *before = (void *)ext2_record_at(block, at, block_size);
        if (!before)
            return; // the block has changed on the disk
        at += before->length;
        if (at == offset)
            before->length += record->length;
    }
}

void ext2_empty_block(void *block, uint32_t block_size) {
    memset(block, 0, block_size);
    ((struct ext2_record *)block)->length = block_size;
}
