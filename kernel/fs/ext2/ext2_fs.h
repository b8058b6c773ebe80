// What the parts of ext2 share: ext2.c (mounting, the disk's blocks), alloc.c (bitmaps),
// blocks.c (which block holds what of a file), inode.c (inodes on the disk), make.c
// (their beginning and end), file.c (contents of files), dir.c (contents of directories), index.c
// (where in one a name is), names.c (making, naming and removing files). The format itself is in
// disk.h. All functions may sleep unless they say otherwise; those that return an int return 0 or a
// negative errno.
//
// Order on the disk. Nothing is written twice for safety, as a journal would; instead, changes
// reach the disk in an order in which e2fsck can mend whatever a crash has left half done:
//
//   - an inode, an indirect block and a directory's block are written before anything names them:
//     before a directory is written, all tables are (ext2_before_names);
//   - a block number is gone from the disk before its block can get a new owner, and so is a name
//     before its inode can become another file;
//   - a file's new name is written before its old one is removed, and a directory's before there is
//     anything in it.
//
// So nothing on the disk ever names what is not yet, or no longer, its own. Everything else
// (contents, bitmaps, counts) is written whenever it suits. e2fsck recomputes bitmaps and counts. A
// file that is made and removed before its directory is written costs no write at all.
//
// A disk keeps what was written in a cache for a while, and writes it out in an order of its own.
// So the writes are numbered as they end, and a write that must not overtake another one flushes
// the cache first, unless it was flushed since (ext2_settle): a directory waits for what it may
// name (`named`: the last table), a free block's next owner for what named it last (`freed`), and
// an inode that is deleted for the loss of its name. A thousand new files cost one flush.
#pragma once
#include "kernel/dev/block.h"
#include "kernel/fs/ext2/disk.h"
#include "kernel/fs/inode.h"
#include "kernel/lock.h"
#include "mm/pagecache.h"

struct ext2 {
    struct file_system fs;
    struct ext2_geometry geometry;
    struct block_device *device;
    // The blocks of the superblock and of the groups' descriptors, one after the other, always
    // pinned.
    struct frame **head;
    // The disk as an inode, for the blocks that are no file's contents. Its page number n holds
    // block number n alone, however small blocks are: so no block is ever in two pages, nor
    // written with an outdated neighbour.
    struct inode *disk;
    // Only its holder may change bitmaps, or which blocks a file has. Its holder waits only for the
    // disk.
    struct lock lock;
    // Writes by number: how many have ended, how many of them no power cut can undo any more; the
    // one that a directory's page has to wait for, and a block's next owner.
    uint64_t written, durable, named, freed;
    uint64_t namings; // how often names began to be written
    char source[16];
};

// inode->private: the 15 block numbers. A short symbolic link has its target in their place.
struct ext2_blocks {
    uint32_t block[EXT2_DIRECT + EXT2_LEVELS];
    bool is_target;
    bool is_new;         // its record is still that of an earlier inode
    bool reported;       // that a block number makes no sense
    uint64_t born;       // `namings` when it was made; 0: that was before the disk was mounted
    uint32_t attributes; // the block of extended attributes; 0: none
    uint32_t last;       // the block that was allocated last; the next one should be behind it
    uint64_t record;     // the byte of the disk where the inode's record is; 0: not yet known
    // Of a directory:
    uint32_t heads, names;   // of the index: its chains, and the names in them
    struct ext2_row **index; // chains of rows, or NULL (index.c)
    uint64_t space;          // position of a record, before which new names found no space
};

// Where a directory has a name.
struct ext2_place {
    uint32_t hash, position; // of the name; of its record in the directory, in units of 4 bytes
};

struct ext2 *ext2_of(const struct inode *inode);

// Says on the console what is wrong with an inode. Returns -EIO. Never sleeps.
int ext2_damaged(const struct ext2 *ext2, uint64_t inode, const char *what);

// ---- ext2.c

// A run of blocks that are neighbours on the disk, to be read or written by one request, past the
// page cache. ext2_run_add appends a block, whose contents are in one page; if it is no neighbour,
// what is in the run is transferred first. In the end, ext2_run_end transfers the rest.
struct ext2_run {
    struct ext2 *ext2;
    bool write;
    uint32_t next; // the block behind the run
    size_t n, sectors;
    struct block_piece pieces[BLOCK_PIECES];
};
void ext2_run_begin(struct ext2_run *run, struct ext2 *ext2, bool write);
int ext2_run_add(struct ext2_run *run, uint32_t block, void *data);
int ext2_run_end(struct ext2_run *run);

// Reads or writes one block.
int ext2_transfer(struct ext2 *ext2, uint32_t block, void *data, bool write);

// A block of the disk, read and pinned.
int ext2_block(struct ext2 *ext2, uint32_t block, struct frame **frame);

// Returns when so many writes are safe from a power cut; flushes the disk's cache if need be.
int ext2_settle(struct ext2 *ext2, uint64_t wanted);

// Names are going to be written: returns when everything is safe that they may lead to.
int ext2_before_names(struct ext2 *ext2);

// The descriptor of a group. It has changed, and so have the numbers of what is free (fs). Never
// sleep.
struct ext2_group *ext2_group(const struct ext2 *ext2, uint32_t group);
void ext2_group_changed(struct ext2 *ext2, uint32_t group);

// Puts a pinned block that was changed. Now: it is on the disk on return.
static inline int ext2_put_changed(struct frame *frame, bool now) {
    pagecache_dirty(frame);
    int error = now ? pagecache_clean(frame) : 0;
    pagecache_put(frame);
    return error;
}

// ---- alloc.c

// Finds and takes a free block, if possible `goal` or soon after it, or a free inode, if possible
// in the group of `near`. -ENOSPC. The lock is held.
int ext2_alloc_block(struct ext2 *ext2, uint32_t goal, uint32_t *block);
int ext2_alloc_inode(struct ext2 *ext2, uint32_t near, bool directory, uint32_t *number);

// Gives them back. The lock is held. What cannot be given back is reported and lost: -EIO.
int ext2_free_block(struct ext2 *ext2, uint32_t block);
void ext2_free_inode(struct ext2 *ext2, uint32_t number, bool directory);

// ---- blocks.c

// Whether the file may have this block: the file system needs some for itself. 0, or -EIO, which is
// reported once. Never sleeps.
int ext2_check_block(struct inode *inode, uint32_t block);

// The block of the disk that holds block number `index` of the file; 0: a hole. *rest, unless NULL:
// how many blocks there are from this one on that one hole contains, or 1.
int ext2_map(struct inode *inode, uint64_t index, uint32_t *block, uint64_t *rest);

// The same, but fills the hole, with `initial` (a block's contents, in the direct map) on the disk
// already if that is not NULL. The inode is to be saved afterwards.
int ext2_map_or_add(struct inode *inode, uint64_t index, const void *initial, uint32_t *block);

// Frees all blocks of the file from number `first` on, if it has any. The lock is held. The inode
// is saved.
int ext2_cut(struct inode *inode, uint64_t first);

// ---- inode.c

extern const struct inode_ops ext2_inode_ops;

// The inode with this number. -ENOENT if it is deleted, -EIO if it makes no sense.
int ext2_get_inode(struct file_system *fs, uint64_t number, struct inode **found);

// Notes the inode in its place on the disk: in the cached block, or so that it is written now.
int ext2_save(struct inode *inode);
int ext2_save_now(struct inode *inode);

// ---- make.c

// A new inode, for a file in this directory, of which nothing is on the disk yet but that its
// number is taken.
int ext2_new_inode(struct inode *parent, const struct new_file *file, struct inode **made);

// Frees the inode and its blocks.
void ext2_delete(struct inode *inode);

// ---- file.c: operations of the inode

int ext2_read_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n);
int ext2_write_pages(struct inode *inode, uint64_t index, void *const *pages, size_t n);
int ext2_prepare_write(struct inode *inode, uint64_t start, uint64_t end);
int ext2_data_at(struct inode *inode, uint64_t offset, uint64_t *end);
int ext2_truncate(struct inode *inode);
int ext2_sync(struct inode *inode);
int64_t ext2_read_link(struct inode *link, char *target, size_t size);

// ---- dir.c: directories, locked

int ext2_read_directory(struct inode *directory, uint64_t *position, directory_emit *emit,
                        void *context);

// The number of the inode that has this name; -ENOENT.
int ext2_find(struct inode *directory, const char *name, size_t length, uint32_t *number);

// Adds a name for the inode; makes a name mean this inode; removes a name. Now: it is on the disk
// on return. -EINTR: the process was killed before anything changed; not if it finishes something.
int ext2_add_name(struct inode *directory, const char *name, size_t length,
                  const struct inode *inode, bool now);
int ext2_set_name(struct inode *directory, const char *name, size_t length,
                  const struct inode *inode, bool now);
int ext2_remove_name(struct inode *directory, const char *name, size_t length, bool finishes);

// The block at `position` of a directory, in a pinned page.
int ext2_directory_block(struct inode *directory, uint64_t position, struct frame **frame,
                         char **block);

// Gives a new directory its first block, on the disk already.
int ext2_init_directory(struct inode *directory, const struct inode *parent);

// Whether there are no names in it but "." and ".."; -ENOTEMPTY.
int ext2_is_empty(struct inode *directory);

// ---- index.c: directories, locked

// Makes the index, which there is not yet. false: that was not possible.
bool ext2_index_make(struct inode *directory);

// Place `n`, from 0 on, of those that may be the name's; NULL: no more. There must be an index.
struct ext2_place *ext2_index_find(const struct inode *directory, const char *name, size_t length,
                                   uint32_t n);

// If there is an index: adds a name, removes one, drops the index. Never sleep.
void ext2_index_add(struct inode *directory, const char *name, size_t length, uint64_t position);
void ext2_index_remove(struct inode *directory, const char *name, size_t length, uint64_t position);
void ext2_index_drop(struct inode *directory);

// Compares it with the directory, and panics at a difference. Never sleeps.
void ext2_index_check(struct inode *directory);

// ---- names.c: operations of the inode

int ext2_lookup(struct inode *directory, const char *name, size_t length, struct inode **found);
int ext2_create(struct inode *directory, const char *name, size_t length,
                const struct new_file *file, struct inode **created);
int ext2_link(struct inode *directory, const char *name, size_t length, struct inode *inode);
int ext2_unlink(struct inode *directory, const char *name, size_t length, struct inode *inode);
int ext2_rename(const struct rename *rename);
