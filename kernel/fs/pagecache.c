// The page cache: every page of every file that is in memory, found by (inode, page index) through
// a hash table threaded through the frames themselves. read(), the program loader and page faults
// all take their pages from here, so there is one copy of a file's page however many use it.
//
// A frame enters the table before its contents arrive, marked busy:
//
//     absent --(insert)--> busy --(read_page)--> clean --(reclaim)--> absent
//                            |                   |   ^
//                       (I/O error)           (dirty) (write_page, busy: writeback.c)
//                            v                   v   |
//                          absent                dirty
//
// Whoever finds a busy frame sleeps on it and then looks again, so two processes that want the same
// page cause one disk read. After an error the frame is gone and each sleeper tries for itself.
//
// A clean frame may be dropped whenever memory is short, unless a PTE maps it (refs) or the kernel
// is using it just now (pins). frame_alloc() itself reclaims: whoever holds a frame across an
// allocation or a sleep must have it pinned or mapped.
#include "kernel/fs/pagecache.h"
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "kernel/panic.h"
#include "kernel/string.h"
#include "mm/counters.h"
#include "proc/sched.h"

enum { TABLE_SHIFT = 13 };

static struct frame *table[1 << TABLE_SHIFT]; // struct frame.hash_next

size_t pagecache_disk_count;

bool pagecache_on_disk(const struct inode *inode) {
    return inode->fs->sync;
}

// Multiplying by 2^64 divided by the golden ratio spreads neighbouring keys over the table.
static struct frame **bucket_of(const struct inode *inode, uint64_t index) {
    uint64_t key = (uint64_t)inode / sizeof *inode + index;
    return &table[key * 0x9e3779b97f4a7c15 >> (64 - TABLE_SHIFT)];
}

static void insert(struct frame *frame, struct inode *inode, uint64_t index) {
    struct frame **bucket = bucket_of(inode, index);
    frame->inode = inode;
    frame->index = index;
    frame->hash_next = *bucket;
    *bucket = frame;
    list_append(&inode->pages, &frame->in_inode);
    pagecache_disk_count += pagecache_on_disk(inode);
}

// Takes the frame out of the cache and gives it back.
static void drop(struct frame *frame) {
    assert(!frame->dirty);
    struct frame **link = bucket_of(frame->inode, frame->index);
    while (*link != frame)
        link = &(*link)->hash_next;
    *link = frame->hash_next;
    list_remove(&frame->in_inode);
    pagecache_disk_count -= pagecache_on_disk(frame->inode);
    frame_free(frame);
}

static bool droppable(const struct frame *frame) {
    return frame->refs == 0 && frame->pins == 0 && !frame->busy && !frame->dirty;
}

struct frame *pagecache_find(struct inode *inode, uint64_t index) {
    struct frame *frame = *bucket_of(inode, index);
    while (frame && (frame->inode != inode || frame->index != index))
        frame = frame->hash_next;
    return frame;
}

// A new frame for an absent page, pinned; its contents are the caller's business.
static struct frame *add(struct inode *inode, uint64_t index, int *error) {
    struct frame *frame = frame_alloc(FRAME_FILE);
    if (!frame) {
        *error = -ENOMEM;
        return NULL;
    }
    frame->pins = 1;
    frame->used = true;
    insert(frame, inode, index);
    return frame;
}

// Reads an absent page. The frame comes back pinned.
static struct frame *fill(struct inode *inode, uint64_t index, int *error) {
    struct frame *frame = add(inode, index, error);
    if (!frame)
        return NULL;
    frame->busy = true;
    int result = inode->ops->read_page(inode, index, frame_data(frame));
    frame->busy = false;
    wake_up(frame);
    if (result < 0) {
        frame->pins = 0;
        drop(frame);
        *error = result;
        return NULL;
    }
    // Directories and the disk's own tables are no files to the user who reads the counter.
    if (inode_is(inode, S_IFREG))
        vm_counters.filled++;
    return frame;
}

// The page if it is there, not busy; NULL if it is not. May sleep.
static struct frame *find_settled(struct inode *inode, uint64_t index) {
    struct frame *frame;
    while ((frame = pagecache_find(inode, index)) && frame->busy)
        sleep_on(frame, false); // afterwards it may hold another page: look again
    return frame;
}

static struct frame *pin(struct frame *frame) {
    frame->pins++;
    frame->used = true;
    return frame;
}

// All that goes through a disk's tables, directories and files comes by here for each block: so
// here it lets others run.
struct frame *pagecache_get(struct inode *inode, uint64_t index, bool *major, int *error) {
    sched_breathe();
    struct frame *frame = find_settled(inode, index);
    if (frame)
        return pin(frame);
    if (major)
        *major = true;
    return fill(inode, index, error);
}

struct frame *pagecache_get_zeroed(struct inode *inode, uint64_t index, int *error) {
    struct frame *frame = find_settled(inode, index);
    frame = frame ? pin(frame) : add(inode, index, error);
    if (frame)
        memset(frame_data(frame), 0, PAGE_SIZE);
    return frame;
}

void pagecache_put(struct frame *frame) {
    assert(frame->pins > 0);
    frame->pins--;
}

int64_t pagecache_read(struct inode *inode, uint64_t offset, void *to, size_t n) {
    if (offset >= inode->size)
        return 0;
    if (n > inode->size - offset)
        n = inode->size - offset;
    for (size_t done = 0; done < n;) {
        int error;
        struct frame *frame = pagecache_get(inode, (offset + done) >> PAGE_SHIFT, NULL, &error);
        if (!frame)
            return error;
        size_t start = page_offset(offset + done), chunk = PAGE_SIZE - start;
        if (chunk > n - done)
            chunk = n - done;
        memcpy((char *)to + done, (char *)frame_data(frame) + start, chunk);
        pagecache_put(frame);
        done += chunk;
    }
    return n;
}

bool pagecache_resident(struct inode *inode, uint64_t index) {
    struct frame *frame = pagecache_find(inode, index);
    return frame && !frame->busy;
}

size_t pagecache_reclaim(size_t want) {
    static uint64_t hand; // goes on where it stopped, so that all pages get their turn
    size_t dropped = 0;
    for (uint64_t seen = 0; seen < frame_total && dropped < want; seen++) {
        struct frame *frame = frame_number(hand);
        hand = (hand + 1) % frame_total;
        if (frame->type == FRAME_FILE && droppable(frame)) {
            drop(frame);
            dropped++;
        }
    }
    return dropped;
}

size_t pagecache_drop_inode(struct inode *inode) {
    size_t dropped = 0;
    list_for_each_removing(struct frame, frame, &inode->pages, in_inode) {
        if (droppable(frame)) {
            drop(frame);
            dropped++;
        }
    }
    return dropped;
}

void pagecache_evict(struct frame *frame) {
    assert(droppable(frame));
    drop(frame);
}

bool pagecache_forget(struct inode *inode, uint64_t index) {
    struct frame *frame = find_settled(inode, index);
    if (!frame)
        return true;
    pagecache_set_clean(frame);
    bool dropped = droppable(frame);
    if (dropped)
        drop(frame);
    return dropped;
}
