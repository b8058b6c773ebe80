// The page cache's way back to the disk. A page that was changed is dirty: newer than the disk, and
// kept in memory until it has been written. That happens when somebody asks for it (fsync, msync,
// sync), when the memory is needed (mm/evict.c), when too many pages are dirty, and at the end.
//
//     dirty --(clean; read-only in all PTEs)--> busy --(write_page)--> clean
//       ^                                        |
//       \------(written to again, or an error)---/
//
// A page counts as clean as soon as its writing begins. So a change that is made meanwhile marks it
// dirty again and is never lost, though the disk may get half of it first.
//
// The dirty pages of an inode are a list, oldest first, and the inodes that have some are another.
#include "kernel/dev/clock.h"
#include "kernel/errno.h"
#include "kernel/fs/pagecache.h"
#include "kernel/panic.h"
#include "kernel/string.h"
#include "mm/rmap.h"
#include "proc/sched.h"

#define NANOSECONDS 1000000000ul

enum { DIRTY_SHARE = 4 }; // one page of so many may be dirty before writers have to wait

size_t pagecache_dirty_count;
static struct list dirty_inodes = {.next = &dirty_inodes, .previous = &dirty_inodes};

static void move(struct frame *frame, struct list *list) {
    list_remove(&frame->in_inode);
    list_append(list, &frame->in_inode);
}

static void set_dirty(struct frame *frame) {
    struct inode *inode = frame->inode;
    if (frame->dirty)
        return;
    frame->dirty = true;
    pagecache_dirty_count += pagecache_on_disk(inode);
    move(frame, &inode->dirty_pages);
    if (list_empty(&inode->dirty))
        list_append(&dirty_inodes, &inode->dirty);
}

void pagecache_set_clean(struct frame *frame) {
    struct inode *inode = frame->inode;
    if (!frame->dirty)
        return;
    frame->dirty = false;
    pagecache_dirty_count -= pagecache_on_disk(inode);
    move(frame, &inode->pages);
    if (list_empty(&inode->dirty_pages))
        list_remove(&inode->dirty);
}

void pagecache_dirty(struct frame *frame) {
    struct inode *inode = frame->inode;
    if (inode_is(inode, S_IFREG))
        inode->mtime = inode->ctime = clock_realtime() / NANOSECONDS;
    set_dirty(frame);
}

int pagecache_clean(struct frame *frame) {
    frame->pins++;
    while (frame->busy)
        sleep_on(frame, false);
    int error = 0;
    if (frame->dirty) {
        struct inode *inode = inode_ref(frame->inode);
        frame->busy = true;
        inode->writing++;
        rmap_write_protect(frame);
        pagecache_set_clean(frame);
        error = inode->ops->write_page(inode, frame->index, frame_data(frame));
        if (error < 0)
            set_dirty(frame);
        frame->busy = false;
        inode->writing--;
        wake_up(frame);
        wake_up(&inode->writing);
        inode_put(inode);
    }
    frame->pins--;
    return error;
}

// Busy, so that nobody cuts off the file while room is found for a page that would be behind its
// end.
int pagecache_prepare_store(struct frame *frame) {
    frame->pins++;
    while (frame->busy)
        sleep_on(frame, false);
    struct inode *inode = inode_ref(frame->inode);
    uint64_t start = frame->index * PAGE_SIZE, end = start + PAGE_SIZE;
    end = end < inode->size ? end : inode->size;
    int error = 0;
    if (inode->ops->prepare_write && start < end) {
        frame->busy = true;
        error = inode->ops->prepare_write(inode, start, end);
        frame->busy = false;
        wake_up(frame);
        pagecache_dirty(frame); // what was found must not keep its old contents
    }
    inode_put(inode);
    frame->pins--;
    return error;
}

static size_t length_of(const struct list *list) {
    size_t length = 0;
    for (const struct list *node = list->next; node != list; node = node->next)
        length++;
    return length;
}

// Pages that become dirty meanwhile join the end of the list, so this many steps reach all that
// were in it.
int pagecache_write_back(struct inode *inode) {
    int result = 0;
    inode_ref(inode);
    for (size_t left = length_of(&inode->dirty_pages); left > 0; left--) {
        if (list_empty(&inode->dirty_pages))
            break;
        int error = pagecache_clean(list_entry(inode->dirty_pages.next, struct frame, in_inode));
        if (result == 0)
            result = error;
    }
    while (inode->writing > 0) // what others began
        sleep_on(&inode->writing, false);
    inode_put(inode);
    return result;
}

// `fs` NULL: all.
static int write_matching(const struct file_system *fs, uint32_t type) {
    int result = 0;
    for (size_t left = length_of(&dirty_inodes); left > 0; left--) {
        if (list_empty(&dirty_inodes))
            break;
        struct inode *inode = list_entry(dirty_inodes.next, struct inode, dirty);
        list_remove(&inode->dirty); // to the end, so that the next one's turn comes
        list_append(&dirty_inodes, &inode->dirty);
        if (!pagecache_on_disk(inode) || (fs && inode->fs != fs) ||
            (type && !inode_is(inode, type)))
            continue;
        int error = pagecache_write_back(inode);
        if (result == 0)
            result = error;
    }
    return result;
}

int pagecache_write_file_system(struct file_system *fs, uint32_t type) {
    return write_matching(fs, type);
}

int pagecache_write_all(void) {
    return write_matching(NULL, 0);
}

static bool too_many_dirty(void) {
    return pagecache_dirty_count > (frame_total - frame_count[FRAME_RESERVED]) / DIRTY_SHARE;
}

void pagecache_balance(struct inode *inode) {
    if (too_many_dirty())
        pagecache_write_back(inode);
    if (too_many_dirty())
        pagecache_write_all();
}

// ---- The end of a file

// One page from `first` on that is in the way: busy, or still there. Pages that somebody is using
// stay, as what they are beyond the end: zero and clean.
static struct frame *find_behind(struct list *pages, uint64_t first) {
    for (struct list *node = pages->next; node != pages; node = node->next) {
        struct frame *frame = list_entry(node, struct frame, in_inode);
        bool unused = frame->pins == 0 && frame->refs == 0;
        if (frame->index >= first && (frame->busy || frame->dirty || unused))
            return frame;
    }
    return NULL;
}

static void drop_behind(struct inode *inode, uint64_t first) {
    struct frame *frame;
    while ((frame = find_behind(&inode->dirty_pages, first)) ||
           (frame = find_behind(&inode->pages, first))) {
        if (!frame->busy)
            memset(frame_data(frame), 0, PAGE_SIZE);
        pagecache_forget(inode, frame->index);
    }
}

void pagecache_truncate(struct inode *inode, uint64_t size) {
    uint64_t first = page_up(size) >> PAGE_SHIFT;
    rmap_truncate(inode, first);
    drop_behind(inode, first);
    struct frame *last;
    while ((last = pagecache_find(inode, size >> PAGE_SHIFT)) && last->busy)
        sleep_on(last, false);
    if (last)
        memset((char *)frame_data(last) + page_offset(size), 0, PAGE_SIZE - page_offset(size));
}

int pagecache_zero_tail(struct inode *inode) {
    size_t start = page_offset(inode->size);
    if (start == 0)
        return 0;
    int error;
    struct frame *frame = pagecache_get(inode, inode->size >> PAGE_SHIFT, NULL, &error);
    if (!frame)
        return error;
    memset((char *)frame_data(frame) + start, 0, PAGE_SIZE - start);
    pagecache_dirty(frame);
    pagecache_put(frame);
    return 0;
}
