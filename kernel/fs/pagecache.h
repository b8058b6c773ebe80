// The page cache: (inode, page index) -> frame. Everything that reads or maps a file goes through
// it.
#pragma once
#include "mm/frame.h"
#include <stddef.h>
#include <stdint.h>

// The page `index` of the inode, filled and pinned (frame->pins); pagecache_put unpins it. Reads it
// from the disk through inode->ops->read_page when it is not there, and then sleeps; *major (may be
// NULL) is set when it did, and untouched otherwise. On failure NULL and *error is -EIO or -ENOMEM.
// It does not look at the file's size: beyond it pages are zero.
struct frame *pagecache_get(struct inode *inode, uint64_t index, bool *major, int *error);
void pagecache_put(struct frame *frame);

// Copies bytes of the file into kernel memory, stopping at its end: the number copied or a negative
// errno. May sleep.
int64_t pagecache_read(struct inode *inode, uint64_t offset, void *to, size_t n);

// Whether the page is there and filled (for mincore). Never sleeps.
bool pagecache_resident(struct inode *inode, uint64_t index);

// The cached frame or NULL, neither pinned nor filled on demand (consistency check). Never sleeps.
struct frame *pagecache_find(struct inode *inode, uint64_t index);

// Drops one or all clean pages that nobody maps or pins; returns how many frames that freed. Never
// sleep.
size_t
pagecache_reclaim(size_t want); // in clock order over the frame array, until `want` frames are free
size_t pagecache_drop_inode(struct inode *inode);

// The caller, who holds the frame pinned or mapped, changes its contents. Never sleeps.
void pagecache_dirty(struct frame *frame);

// Writes the frame to its file if it is dirty (rmap_write_protect first, so that later changes
// through mappings make it dirty again). The frame stays in the cache, and is `busy` meanwhile. 0 or
// -EIO (then it is dirty again). May sleep.
int pagecache_clean(struct frame *frame);

// All dirty pages of one inode, or of all. 0 or the first error. May sleep.
int pagecache_write_back(struct inode *inode);
int pagecache_write_all(void);

// Takes a clean, unpinned page that nobody maps out of the cache and frees it (eviction). Never
// sleeps.
void pagecache_evict(struct frame *frame);

// The file ends at `size` now: drops the pages behind, also from those who map them, and zeroes the
// rest of the last one. May sleep (for busy pages).
void pagecache_truncate(struct inode *inode, uint64_t size);
