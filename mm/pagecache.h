// The page cache: (object, page index) -> frame. Everything that reads, writes or maps a file goes
// through it.
#pragma once
#include "mm/frame.h"
#include "mm/object.h"
#include <stddef.h>
#include <stdint.h>

// How many pages one request reads at most, when reading is sequential, or writes to swap. It is
// set by the parameter `ahead`, which pagecache_init reads; with 0 it is 1.
enum { AHEAD_MOST = 32 };
extern size_t ahead_most;
void pagecache_init(void);

// The page `index` of the object, filled and pinned (frame->pins); pagecache_put unpins it. Reads
// it from the disk through object->ops->read_pages when it is not there, and then sleeps; *major
// (may be NULL) is set when it did, and untouched otherwise. On failure NULL and *error is -EIO or
// -ENOMEM. It does not look at the file's size: beyond it pages are zero.
struct frame *pagecache_get(struct object *object, uint64_t index, bool *major, int *error);
void pagecache_put(struct frame *frame);

// The same for a page that need not be read, as all of it is about to be written: it is zeroed.
struct frame *pagecache_get_zeroed(struct object *object, uint64_t index, int *error);

// Copies bytes of the file into kernel memory, stopping at its end: the number copied or a negative
// errno. May sleep.
int64_t pagecache_read(struct object *object, uint64_t offset, void *to, size_t n);

// The cached frame or NULL, neither pinned nor filled on demand; it may be busy. Never sleeps.
struct frame *pagecache_find(struct object *object, uint64_t index);

// The same once it is not busy. May sleep.
struct frame *pagecache_find_settled(struct object *object, uint64_t index);

// How many pages there are of objects that are on a disk.
extern size_t pagecache_disk_count;

// Whether the frame has a page that can be dropped at once: it is clean, and neither mapped nor
// pinned.
bool pagecache_is_droppable(struct frame *frame);

// Drops all such pages. May sleep.
void pagecache_drop_clean(void);

// Drops all pages of an object that ends, dirty ones too. None is mapped or pinned. Never sleeps.
void pagecache_empty(struct object *object);

// Forgets the page, also if it is dirty; false: it is pinned and stays, clean. May sleep (while it
// is busy).
bool pagecache_forget(struct object *object, uint64_t index);

// ---- Writing (mm/writeback.c)

// How many pages are dirty, of objects in memory and of those on a disk (object.on_disk).
extern size_t pagecache_dirty_count[2];

// The caller, who holds the frame pinned or mapped, changes its contents. Never sleeps.
void pagecache_dirty(struct frame *frame);

// The frame's contents are, or soon will be, on the disk, or are not wanted there. Never sleeps.
void pagecache_set_clean(struct frame *frame);

// Writes the frame to its file if it is dirty (rmap_write_protect first, so that later changes
// through mappings make it dirty again). The frame stays in the cache, and is `busy` meanwhile. 0
// or -EIO (then it is dirty again). May sleep.
int pagecache_clean(struct frame *frame);

// Write all pages that are dirty now: of one object, of all directories on disks, of all objects on
// disks. They are on the disk on return; otherwise the result is the first error. May sleep.
int pagecache_write_back(struct object *object);
int pagecache_write_directories(void);
int pagecache_write_all(void);

// A program is about to store into a mapped page of a file for the first time: finds space for the
// page on the disk. The caller has it pinned or mapped. It is busy meanwhile, and dirty afterwards.
// 0, -ENOSPC, … May sleep.
int pagecache_prepare_store(struct frame *frame);

// Keeps dirty pages from filling the memory: writes some back if too many are dirty. Called after
// pages of `object` were made dirty. May sleep.
void pagecache_balance(struct object *object);

// Drops a page that pagecache_is_droppable (eviction). Never sleeps.
void pagecache_evict(struct frame *frame);

// The file ends at `size` now (object->size says so already): unmaps and drops the pages behind it,
// and zeroes the rest of the last one. May sleep (for busy pages).
void pagecache_truncate(struct object *object, uint64_t size);

// Zeroes what lies behind the file's end in its last page, whatever programs that map the page have
// stored there, and makes the page dirty. 0 or a negative errno. May sleep.
int pagecache_zero_tail(struct object *object);
