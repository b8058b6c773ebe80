// What ext2 looks like on the disk, and the questions about it that can be answered without reading
// anything. Field offsets are those of "The Second Extended File System: Internal Layout"
// (D. Poirier). All numbers are little-endian, as the processor's. Everything here may come from a
// damaged disk: nothing is trusted before it was checked.
#pragma once
#include "kernel/dev/clock.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EXT2_SUPERBLOCK = 1024, // byte position on the disk
    EXT2_MAGIC = 0xef53,
    EXT2_ROOT = 2,                    // inode number
    EXT2_FIRST_INODE = 11,            // revision 0: the first that is not reserved
    EXT2_INODE_SIZE = 128,            // revision 0
    EXT2_DIRECT = 12,                 // block numbers in an inode that name data blocks
    EXT2_LEVELS = 3,                  // … after them: singly, doubly and triply indirect
    EXT2_LINKS_MAX = 32000,           // names that an inode may have
    EXT2_INCOMPATIBLE_FILETYPE = 0x2, // directory records hold the file's type
    EXT2_READ_ONLY_LARGE_FILE = 0x2,  // there may be files of 2 GiB and more
    EXT2_READ_ONLY_KNOWN = 0x3,       // … and few copies of the superblock
    EXT2_STATE_VALID = 0x1,           // it was unmounted; else it needs e2fsck
    EXT2_STATE_ERRORS = 0x2,          // errors were found in it
    EXT2_FLAG_INDEX = 0x1000,         // a directory's first block is an index, too
};

struct ext2_superblock {
    uint32_t inodes, blocks, reserved_blocks, free_blocks, free_inodes;
    uint32_t first_data_block; // the block that the superblock is in
    uint32_t log_block_size;   // 1024 << this
    uint32_t log_fragment_size;
    uint32_t blocks_per_group, fragments_per_group, inodes_per_group;
    uint32_t mount_time, write_time;
    uint16_t mounts, max_mounts, magic, state, errors, minor_revision;
    uint32_t check_time, check_interval, creator_os, revision;
    uint16_t reserved_uid, reserved_gid;
    // From revision 1 on:
    uint32_t first_inode;
    uint16_t inode_size, group_number;
    uint32_t compatible, incompatible, read_only_compatible; // feature bits
};
_Static_assert(sizeof(struct ext2_superblock) == 104, "the superblock's layout");

struct ext2_group {
    uint32_t bitmap[2], inode_table; // block numbers; of the bitmaps of blocks and of inodes
    uint16_t free[2], directories, padding;
    uint32_t reserved[3];
};
_Static_assert(sizeof(struct ext2_group) == 32, "the group descriptor's layout");

struct ext2_inode {
    uint16_t mode, uid;
    uint32_t size, atime, ctime, mtime, dtime;
    uint16_t gid, links;
    uint32_t sectors; // allocated, in units of 512 bytes
    uint32_t flags, reserved;
    uint32_t block[EXT2_DIRECT + EXT2_LEVELS];
    uint32_t generation, attribute_block;
    uint32_t size_high; // regular files only
    uint32_t fragment;
    uint16_t fragment_place, padding, uid_high, gid_high;
    uint32_t reserved_2;
};
_Static_assert(sizeof(struct ext2_inode) == EXT2_INODE_SIZE, "the inode's layout");

// What follows it where inodes are larger, as ext4 has defined it. Of each time the lower 2 bits
// are bits 32 and 33 of the seconds, and the others the nanoseconds.
struct ext2_inode_extra {
    uint16_t used, checksum; // so many bytes of it mean something
    uint32_t ctime, mtime, atime;
    uint32_t creation, creation_extra, reserved[2];
};
_Static_assert(sizeof(struct ext2_inode_extra) == 32, "the extra fields' layout");

// A directory is a row of such records. They fill each of its blocks exactly and never cross from
// one into the next. An unused one has inode 0.
struct ext2_record {
    uint32_t inode;
    uint16_t length; // from this record to the next
    uint8_t name_length;
    uint8_t type; // with the feature filetype
    char name[];
};

// What the superblock says, checked.
struct ext2_geometry {
    uint32_t block_size, blocks, first_data_block;
    uint32_t inodes, inodes_per_group, inode_size, first_inode;
    uint32_t blocks_per_group, groups;
    uint32_t first_block; // behind the superblock and the descriptors of the groups
    bool has_types;       // directory records hold the file's type
    bool has_large_files; // of 2 GiB and more
};

// Which incompatible features a file system has that we do not know; the name of one, or NULL.
uint32_t ext2_unknown_features(const struct ext2_superblock *super);
const char *ext2_feature_name(unsigned bit);

// Why it must not be written to, or NULL. The superblock was checked.
const char *ext2_why_read_only(const struct ext2_superblock *super,
                               const struct ext2_geometry *geometry);

// Fills *geometry and returns NULL when the superblock makes sense on a device of so many bytes,
// else says in a few words what does not. The magic number was looked at already.
const char *ext2_check_superblock(const struct ext2_superblock *super, uint64_t device_bytes,
                                  struct ext2_geometry *geometry);

// Whether such a block may be part of a file or of an inode table.
bool ext2_valid_block(const struct ext2_geometry *geometry, uint64_t block);

// Whether a directory may name this inode.
bool ext2_valid_inode(const struct ext2_geometry *geometry, uint64_t inode);

// Where a file's block number is noted: at index[0] of the 15 in the inode, and, when that one
// names an indirect block, at index[1] in it, and so on for `depth` steps.
struct ext2_block_path {
    unsigned depth;
    uint32_t index[1 + EXT2_LEVELS];
};

// The path to block `block` of a file, with `per_block` block numbers in an indirect block. false:
// no file has so many blocks.
bool ext2_block_path(uint64_t block, uint32_t per_block, struct ext2_block_path *path);

// How many blocks, from the path's on, belong to the subtree that the path enters at `step`.
uint64_t ext2_path_rest(const struct ext2_block_path *path, unsigned step, uint32_t per_block);

// Whether some block before this one belongs to the subtree that the path enters at `step`: then
// the block number noted there stays when the file is cut off before this block.
bool ext2_path_keeps(const struct ext2_block_path *path, unsigned step);

// A time that an inode has, in two parts; the second may be NULL: then there are no nanoseconds,
// and time ends in 2038. A time that can't be stored becomes the nearest that can.
struct file_time ext2_time(uint32_t seconds, const uint32_t *extra);
void ext2_set_time(struct file_time time, uint32_t *seconds, uint32_t *extra);

// The size that files can have.
uint64_t ext2_max_file_size(const struct ext2_geometry *geometry);

// The record at `offset` of a directory's block, or NULL when it is damaged: then nothing in the
// block after it can be trusted.
const struct ext2_record *ext2_record_at(const void *block, uint32_t offset, uint32_t block_size);

// Whether a used record's name is one. Else programs would take it for a path, and be led anywhere.
bool ext2_is_name(const struct ext2_record *record);

// How many blocks there are in a group (the last one may be short), and the number of its first.
uint32_t ext2_group_blocks(const struct ext2_geometry *geometry, uint32_t group);
uint32_t ext2_group_start(const struct ext2_geometry *geometry, uint32_t group);

// Whether the group's bitmaps and its table of inodes lie in the group, each by itself.
bool ext2_valid_group(const struct ext2_geometry *geometry, uint32_t group,
                      const struct ext2_group *descriptor);

// Whether the block is one of the group's own bitmaps and tables.
bool ext2_in_tables(const struct ext2_geometry *geometry, const struct ext2_group *group,
                    uint32_t block);

// Bits of a bitmap; the first clear one of [start, end), or `end`.
static inline bool ext2_bit(const uint8_t *bitmap, uint32_t bit) {
    return bitmap[bit / 8] & 1u << bit % 8;
}
static inline void ext2_set_bit(uint8_t *bitmap, uint32_t bit) {
    bitmap[bit / 8] |= 1u << bit % 8;
}
static inline void ext2_clear_bit(uint8_t *bitmap, uint32_t bit) {
    bitmap[bit / 8] &= ~(1u << bit % 8);
}
uint32_t ext2_first_clear(const uint8_t *bitmap, uint32_t start, uint32_t end);

// What the functions on a directory's block find.
enum ext2_result { EXT2_DAMAGED = -1, EXT2_NONE, EXT2_FOUND };

// A directory's entry.
struct ext2_name {
    const char *name;
    size_t length;
    uint32_t inode;
    uint8_t type;
};

// Whether the name is in the block, and where its record is.
enum ext2_result ext2_find_record(const void *block, uint32_t block_size, const char *name,
                                  size_t length, uint32_t *offset);

// Puts the entry where there is space for it from the record at *offset on, in one that is at
// *offset then. EXT2_NONE: there is no space.
enum ext2_result ext2_insert_record(void *block, uint32_t block_size, const struct ext2_name *name,
                                    uint32_t *offset);

// Removes the record at `offset`: what is before it takes over its space.
void ext2_remove_record(void *block, uint32_t block_size, uint32_t offset);

// Makes an empty block of a directory.
void ext2_empty_block(void *block, uint32_t block_size);
