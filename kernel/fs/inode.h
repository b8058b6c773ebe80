// Inodes: what the kernel knows of a file, whichever file system keeps it.
#pragma once
#include "kernel/list.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Linux's file types and modes (inode(7)).
enum {
    S_IFMT = 0170000,
    S_IFSOCK = 0140000,
    S_IFLNK = 0120000,
    S_IFREG = 0100000,
    S_IFBLK = 0060000,
    S_IFDIR = 0040000,
    S_IFCHR = 0020000,
    S_IFIFO = 0010000,
};

struct file;
struct file_ops;
struct inode;

// Receives one directory entry; `next` is the position to go on from after it. `type` is a DT_
// value of getdents64. Returning false stops the reading (the entry was not taken).
typedef bool directory_emit(void *context, const char *name, size_t length, uint64_t number,
                            uint8_t type, uint64_t next);

// What a file system does for its inodes. Pointers that do not apply to the inode's type may be
// NULL. All may sleep; all return 0 or a negative errno.
struct inode_ops {
    // Finds `name` in the directory (also "." and ".."); *found is a new reference. -ENOENT when
    // there is none.
    int (*lookup)(struct inode *directory, const char *name, size_t length, struct inode **found);
    // Emits the entries from *position on, leaving *position after the last one taken.
    int (*read_directory)(struct inode *directory, uint64_t *position, directory_emit *emit,
                          void *context);
    // Copies a symbolic link's target (no NUL) into `target`, at most `size` bytes; returns its
    // length.
    int64_t (*read_link)(struct inode *link, char *target, size_t size);
    // Fills one page of the page cache: `page` (PAGE_SIZE bytes), zeroed beyond the end of the
    // file.
    int (*read_page)(struct inode *inode, uint64_t index, void *page);
    // Writes one page of the page cache back. May sleep; must not wait for memory but the reserve.
    int (*write_page)(struct inode *inode, uint64_t index, void *page);
    // The inode's last reference is gone: frees what hangs on inode->private. Must not sleep.
    void (*release)(struct inode *inode);
    // What an open file of this inode does; NULL: by type (regular_file_ops, directory_ops, the
    // device's …).
    const struct file_ops *file_ops;
};

struct inode {
    struct file_system *fs;
    const struct inode_ops *ops;
    uint64_t number; // unique within fs
    uint32_t refs;   // open files, mappings, working directories, lookups under way
    uint32_t mode;   // type and permissions
    uint32_t links, uid, gid;
    uint64_t size;   // bytes
    uint64_t blocks; // allocated, in units of 512 bytes
    uint64_t device; // S_IFCHR, S_IFBLK: which, as Linux encodes it in st_rdev
    uint32_t block_size;
    uint64_t atime, mtime, ctime; // seconds since 1970
    bool filling;                 // being read from the disk; sleep on the inode
    struct list pages;            // struct frame.in_inode: its pages in the page cache
    struct list mappings;         // struct spt_record.in_inode: the records that map it
    uint32_t writers;             // open files that may write it, and shared mappings that may …
    uint32_t executors;           // … and processes that run it: never both (ETXTBSY)
    struct list cached;           // chain of the inode cache; alone when not in it
    void *private;                // the file system's own
};

// A mounted file system.
struct file_system {
    const char *type, *source; // as in /proc/mounts: "ext2", "/dev/hda"
    struct inode *root;
    struct inode *covered;  // the directory it is mounted on; NULL for the root file system
    uint64_t device_number; // st_dev
    bool writable;          // else everything that would change it is refused with EROFS
    // What statfs tells; all zero where it means nothing.
    uint64_t magic, blocks, blocks_free, files, files_free;
    void *private;
};

// The inode `number` of `fs`: the cached one, or a new one with refs 1, `filling` true and
// everything else zero, which the caller fills and then hands to inode_filled(), or inode_abandon()
// on failure (which calls ops->release, when ops is set already). Sleeps while somebody else fills
// it. NULL: no memory.
struct inode *inode_get(struct file_system *fs, uint64_t number);
void inode_filled(struct inode *inode);
void inode_abandon(struct inode *inode);

// An inode outside the cache (pipes, block devices), refs 1. NULL: no memory. Never sleeps.
struct inode *inode_new(struct file_system *fs, const struct inode_ops *ops, uint32_t mode);

// Takes and drops a reference. An unreferenced inode stays cached with its pages until memory is
// short. Never sleep.
struct inode *inode_ref(struct inode *inode);
void inode_put(struct inode *inode);

// Frees all unreferenced inodes without mapped or pinned pages, with their cached pages. Never
// sleeps. (drop_caches, shutdown)
void inode_drop_unused(void);

static inline bool inode_is(const struct inode *inode, uint32_t type) {
    return (inode->mode & S_IFMT) == type;
}
