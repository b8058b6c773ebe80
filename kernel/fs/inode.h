// Inodes: what the kernel knows of a file, whichever file system keeps it.
#pragma once
#include "kernel/dev/clock.h"
#include "kernel/lib/list.h"
#include "kernel/lock.h"
#include "mm/object.h"
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
struct name;

// A file to be made.
struct new_file {
    uint32_t mode;
    uint64_t device;    // S_IFCHR, S_IFBLK
    const char *target; // S_IFLNK
};

// A file gets another name, and possibly another directory.
struct rename {
    struct inode *from, *to; // directories
    const char *old_name, *new_name;
    size_t old_length, new_length;
    struct inode *moved, *replaced; // the file; what had the new name, or NULL
};

// Receives one directory entry; `next` is the position behind it. `type` is a DT_ value of
// getdents64. Returns false to stop the reading: the entry was not taken.
typedef bool directory_emit(void *context, const char *name, size_t length, uint64_t number,
                            uint8_t type, uint64_t next);

// Locks. Kernel code is not preempted, but most changes sleep before they are complete. To ask for
// a name in a directory, to list it or to change it, a process locks it; to write to a file or to
// change its size, it locks the file. (Reading a file needs no lock: a busy page is waited for.)
// The order, outermost first:
//
//   1. file_system.renaming, to move something to another directory
//   2. directories: the one that is above before the one below; only the holder of 1 may lock two
//      of which neither is above the other
//   3. one file that is not a directory
//   4. the file system's own locks, and busy frames: their holders wait only for disks
//
// Page faults and eviction need 4 alone; so user memory may be touched with 1 to 3 held.

// What a file system does for its inodes. Pointers that do not apply to the inode's type, or to a
// file system that cannot be changed, may be NULL. All may sleep; all return 0 or a negative errno.
// Names were checked: of 1 to NAME_MAX bytes, and, to be made or removed, neither "." nor "..".
struct inode_ops {
    // Finds `name`, which is neither "." nor "..", in the locked directory; *found, NULL
    // before, becomes a new reference. -ENOENT when there is none. An error leaves it NULL.
    int (*lookup)(struct inode *directory, const char *name, size_t length, struct inode **found);
    // Emits the entries of the locked directory from *position on, leaving *position after the last
    // one taken.
    int (*read_directory)(struct inode *directory, uint64_t *position, directory_emit *emit,
                          void *context);
    // Copies a symbolic link's target (no NUL) into `target`, at most `size` bytes; returns its
    // length.
    int64_t (*read_link)(struct inode *link, char *target, size_t size);
    // Where the link leads, however that is named now: *target is a new reference, and so is *name,
    // if it has one (name.h). NULL: read it.
    int (*jump)(struct inode *link, struct inode **target, struct name **name);
    // Fill pages of the page cache, and write them to the disk, as mm/object.h describes. They take
    // no lock but of kind 4.
    int (*read_pages)(struct inode *inode, uint64_t index, void *const *pages, size_t n);
    int (*write_pages)(struct inode *inode, uint64_t index, void *const *pages, size_t n);
    // The bytes [start, end) of the locked file are about to be written: finds space for them on
    // the disk, so that no page is lost for lack of space. -ENOSPC, -EFBIG.
    int (*prepare_write)(struct inode *inode, uint64_t start, uint64_t end);
    // Whether at byte `offset` of the locked file there is data, or a hole (zeroes that take up no
    // space on the disk): 1 or 0; the same is there up to *end. NULL, but not of
    // regular files: all is data.
    int (*data_at)(struct inode *inode, uint64_t offset, uint64_t *end);
    // The locked file has become shorter: frees what lies behind its end on the disk.
    int (*truncate)(struct inode *inode);
    // Notes mode, owner, times and size where the disk's next write-back finds them.
    int (*save)(struct inode *inode);
    // Everything of this inode that was written, and what leads to it, is on the disk on return.
    int (*sync)(struct inode *inode);
    // Makes a file of type and permissions `mode` in the locked directory, where there is no such
    // name; of a device, its number; of a symbolic link, its target. *created is a new reference.
    int (*create)(struct inode *directory, const char *name, size_t length,
                  const struct new_file *file, struct inode **created);
    // Another name for `inode`; removes a name of it (a directory must be locked, and -ENOTEMPTY).
    int (*link)(struct inode *directory, const char *name, size_t length, struct inode *inode);
    int (*unlink)(struct inode *directory, const char *name, size_t length, struct inode *inode);
    // Both directories are locked, and so are `moved` and `replaced` if they are directories.
    int (*rename)(const struct rename *rename);
    // There is neither a reference nor a name any more: frees its space on the disk. NULL: it has
    // none.
    void (*erase)(struct inode *inode);
    // Memory is short: frees what can be made again. Checks that it is consistent; if not, panics.
    // Must not sleep. NULL: there is nothing to do.
    void (*shrink)(struct inode *inode);
    void (*check)(struct inode *inode);
    // The inode is about to be freed: frees inode->private. Must not sleep.
    void (*release)(struct inode *inode);
    // What an open file of this inode does; NULL: by type (regular_file_ops, directory_ops, the
    // device's …).
    const struct file_ops *file_ops;
};

struct inode {
    struct file_system *fs;
    const struct inode_ops *ops;
    struct object data; // its contents
    uint64_t number;    // unique within fs
    uint32_t refs;      // open files, mappings, working directories, lookups under way
    uint32_t mode;      // type and permissions
    uint32_t links, uid, gid;
    uint64_t blocks; // allocated, in units of 512 bytes
    uint64_t device; // S_IFCHR, S_IFBLK: which, as Linux encodes it in st_rdev
    uint32_t block_size;
    struct file_time atime, mtime, ctime;
    bool filling;       // being read from the disk or deleted; sleep on the inode
    bool covered;       // a file system is mounted on it (mount.c)
    struct lock lock;   // see "Locks"
    struct pipe *pipe;  // S_IFIFO: what was written and not yet read; NULL: it is not open
    struct list locks;  // struct filelock.in_inode, …
    uint32_t n_locks;   // … and how many they are
    uint32_t executors; // processes that run it: never while data.writers > 0 (ETXTBSY)
    struct list cached; // chain of the inode cache; alone when not in it
    struct name *name;  // a directory's own (name.h), unless it is a root; a reference while in use
    struct list names;  // a directory's: those of files in it that are in use or known
    struct list has;    // those that are known to be its own
    void *private;      // the file system's own
};

// A mounted file system.
struct file_system {
    const char *type, *source; // as in /proc/mounts: "ext2", "/dev/hda"
    struct inode *root;
    struct inode *covered;  // the directory it is mounted on; NULL for the root file system
    uint64_t device_number; // st_dev
    bool writable;          // else everything that would change it is refused with EROFS
    uint64_t size_max;      // the largest that a file can be, in bytes
    // What statfs reports; zero where a file system has no such number.
    uint64_t magic, blocks, blocks_free, files, files_free;
    struct lock renaming; // see "Locks"
    // Brings those numbers up to date. NULL: they always are.
    void (*count)(struct file_system *fs);
    // Writes everything to the disk; when `stopping`, also marks it as complete. 0 or the first
    // error. May sleep. NULL: there is nothing to write.
    int (*sync)(struct file_system *fs, bool stopping);
    // Frees the file system. 0, or -EBUSY when any of its inodes is in use. Must not sleep. NULL:
    // always -EBUSY.
    int (*unmount)(struct file_system *fs);
    void *private;
};

// The inode `number` of `fs`: the cached one, or a new one with refs 1, `filling` true and
// everything else zero, which the caller fills and then hands to inode_filled(), or inode_abandon()
// on failure (which calls ops->release, when ops is set already). Sleeps while another process
// fills it. NULL: no memory.
struct inode *inode_get(struct file_system *fs, uint64_t number);
void inode_filled(struct inode *inode);
void inode_abandon(struct inode *inode);

// An inode outside the cache (pipes, block devices), refs 1. NULL: no memory. Never sleeps.
struct inode *inode_new(struct file_system *fs, const struct inode_ops *ops, uint32_t mode);

// Takes and drops a reference (or, with NULL, none). An unreferenced inode stays cached with its
// pages until memory is short; one that has no name either is deleted by the next
// object_delete_discarded. Never sleep.
struct inode *inode_ref(struct inode *inode);
void inode_put(struct inode *inode);

// Drops all clean pages that nobody uses, frees all unreferenced inodes without other pages, and
// shrinks all others. May sleep. (drop_caches, shutdown)
void inode_drop_unused(void);

// Frees or shrinks some of them, where memory is short and their pages are gone. Never sleeps.
void inode_shrink(void);

// The consistency check of what file systems keep with inodes. Never sleeps.
void inode_check_all(void);

// The operation `save`, or `sync`, of inodes that are only in memory.
int inode_save_nowhere(struct inode *inode);

// Waits for the lock and takes it; gives it back. The first may sleep. The caller has a reference.
void inode_lock(struct inode *inode);
void inode_unlock(struct inode *inode);

// The locked regular file is about to grow: what lies behind its end in its last page becomes part
// of it, and must be zero. 0 or a negative errno. May sleep.
int inode_zero_tail(struct inode *inode);

// Make the regular file end at `size`; the first has it locked, the second has not, and checks that
// it does not run. -EFBIG, -ETXTBSY, … May sleep.
int inode_set_size(struct inode *inode, uint64_t size);
int inode_truncate(struct inode *inode, uint64_t size);

// The inode that contains the object, or NULL: it belongs to none.
struct inode *inode_of(struct object *object);

static inline bool inode_is(const struct inode *inode, uint32_t type) {
    return (inode->mode & S_IFMT) == type;
}

// Whether it is the root directory of its file system. (A pipe's has none; /proc/self/fd leads
// there.)
static inline bool inode_is_root(const struct inode *inode) {
    return inode->fs->root && inode->number == inode->fs->root->number;
}
