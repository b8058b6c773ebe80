// Memory objects: what pages are read from and written back to. The contents of a file are an
// object, and so is memory that processes share. A record of the SPT (mm/spt.h) maps a part of one;
// the page cache (mm/pagecache.h) holds those of its pages that are in memory. Its owner, an inode
// for one, contains the object. So memory management knows no file, and a file system knows no page
// table.
#pragma once
#include "kernel/lib/list.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name;
struct object;

// What an object's owner does for it. Pointers that do not apply are NULL. Those that do not say
// otherwise may sleep; their caller has a reference or a pinned page. Errors are negative errnos.
struct object_ops {
    // One user more, one less, that knows it by this name (the owner's own; NULL: by none): with
    // the last one the object may go. Never sleep.
    void (*ref)(struct object *object, struct name *name);
    void (*put)(struct object *object, struct name *name);
    // It had no user when it was discarded. If it still has none, it is deleted, and all that it
    // takes up is freed. No locks are held.
    void (*erase)(struct object *object);
    // Fills `n` pages (PAGE_SIZE bytes each), with zeroes beyond the end. More than one only if the
    // object is on a disk.
    int (*read_pages)(struct object *object, uint64_t index, void *const *pages, size_t n);
    // Writes so many pages back, up to the end. It takes no lock that is held while user memory is
    // touched.
    int (*write_pages)(struct object *object, uint64_t index, void *const *pages, size_t n);
    // Bytes [start, end) are about to be stored: finds space for them on the disk. -ENOSPC, …
    int (*prepare_write)(struct object *object, uint64_t start, uint64_t end);
    // A page was made dirty: notes the time. Never sleeps.
    void (*modified)(struct object *object);
    // Whether nothing can read its contents again, so that they need not be written back. Never
    // sleeps.
    bool (*unwanted)(struct object *object);
};

struct object {
    const struct object_ops *ops;
    uint64_t size;       // bytes; pages behind them cannot be touched
    bool on_disk;        // its pages are read from a disk and written back to it in time
    bool is_file;        // its pages are what users read and write: they are counted (vm_counters)
    bool is_directory;   // its dirty pages can be written alone (pagecache_write_directories)
    bool is_memory;      // its pages go to swap (mm/shm.h), …
    uint64_t *slots;     // … this page table says in which slots they are, if it is not NULL, …
    uint64_t slot_count; // … how many they are, …
    struct list in_swap; // … and this is the chain of the objects that have some
    struct list pages;   // struct frame.in_object: its clean pages in the page cache, …
    struct list dirty_pages; // … its dirty ones, …
    struct list writing;     // … and those on their way to the disk, whose frames are busy
    struct list dirty;       // chain of the objects with such pages, …
    uint64_t dirtied;        // … which are numbered in the order in which they became dirty
    uint64_t ahead_index;    // the page behind the last one that was read, …
    uint32_t ahead;          // … and how many were read (mm/pagecache.c)
    uint32_t write_errors;   // how often a page could not be written
    uint32_t writers;        // how many may write it: open files, and shared mappings
    uint32_t weighed;        // in which weighing it was met last (proc/oom.c)
    struct list mappings;    // struct spt_record.in_object: the records that map it
    struct list discarded;   // chain of those that object_delete_discarded is to delete
};

// An object without pages and mappings, all of whose other members are zero.
void object_init(struct object *object, const struct object_ops *ops);

// The last reference to an object may be given back where nothing may sleep, and to delete an
// object may take long. So its owner only notes it here. Never sleeps.
void object_discard(struct object *object);

// Deletes what was discarded. Called where the last reference may have been given back, and where
// space on a disk is needed. No locks may be held. May sleep.
void object_delete_discarded(void);

// The same, once there is enough of it: many files are deleted with fewer writes than one by one.
void object_delete_many(void);

// Deletes only shared memory. Locks may be held: its end needs none. Returns whether there was any.
// May sleep.
bool object_delete_memory(void);

static inline void object_ref(struct object *object) {
    object->ops->ref(object, NULL);
}

static inline void object_put(struct object *object) {
    object->ops->put(object, NULL);
}
