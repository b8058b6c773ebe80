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
// The dirty pages of an inode are a list, oldest first, and so are those that are being written.
// The inodes that have such pages are another, in the order in which they came to have some.
#include "kernel/dev/clock.h"
#include "kernel/errno.h"
#include "kernel/fs/pagecache.h"
#include "kernel/minmax.h"
#include "kernel/panic.h"
#include "kernel/string.h"
#include "mm/counters.h"
#include "mm/rmap.h"
#include "proc/sched.h"

enum { DIRTY_SHARE = 4 }; // one page of so many may be dirty before writers have to wait

size_t pagecache_dirty_count;
static uint64_t times_dirtied;
static struct list dirty_inodes = {.next = &dirty_inodes, .previous = &dirty_inodes};

static struct list *list_of(const struct frame *frame) {
    struct inode *inode = frame->inode;
    return frame->writing ? &inode->writing : frame->dirty ? &inode->dirty_pages : &inode->pages;
}

static void set_state(struct frame *frame, bool dirty, bool writing) {
    struct inode *inode = frame->inode;
    struct list *before = list_of(frame);
    if (frame->dirty != dirty && pagecache_on_disk(inode))
        pagecache_dirty_count += dirty ? 1 : -1;
    frame->dirty = dirty;
    frame->writing = writing;
    if (list_of(frame) == before)
        return;
    list_remove(&frame->in_inode);
    list_append(list_of(frame), &frame->in_inode);
    if (list_empty(&inode->dirty_pages) && list_empty(&inode->writing)) {
        list_remove(&inode->dirty);
    } else if (list_empty(&inode->dirty)) {
        inode->dirtied = ++times_dirtied;
        list_append(&dirty_inodes, &inode->dirty);
    }
}

void pagecache_set_clean(struct frame *frame) {
    set_state(frame, false, frame->writing);
}

void pagecache_dirty(struct frame *frame) {
    struct inode *inode = frame->inode;
    if (inode_is(inode, S_IFREG))
        inode->mtime = inode->ctime = clock_now();
    set_state(frame, true, frame->writing);
}

static void wait_until_settled(struct frame *frame) {
    frame->pins++;
    while (frame->busy)
        sleep_on(frame, false);
    frame->pins--;
}

static int write(struct frame *frame) {
    struct inode *inode = frame->inode;
    frame->busy = true;
    rmap_write_protect(frame);
    set_state(frame, false, true);
    int error = inode->ops->write_page(inode, frame->index, frame_data(frame));
    if (error < 0)
        inode->write_errors++;
    else if (inode_is(inode, S_IFREG) && pagecache_on_disk(inode))
        vm_counters.written++; // as `filled`: what a user wrote
    set_state(frame, error < 0 || frame->dirty, false);
    frame->busy = false;
    wake_up(frame);
    return error;
}

// The last user of the file may leave while we sleep, and so may the file; not before us.
int pagecache_clean(struct frame *frame) {
    struct inode *inode = inode_ref(frame->inode);
    frame->pins++;
    wait_until_settled(frame);
    int error = frame->dirty ? write(frame) : 0;
    frame->pins--;
    inode_put(inode);
    return error;
}

// Busy, so that nobody cuts off the file while room is found for a page that would be behind its
// end.
int pagecache_prepare_store(struct frame *frame) {
    struct inode *inode = inode_ref(frame->inode);
    frame->pins++;
    wait_until_settled(frame);
    uint64_t start = frame->index * PAGE_SIZE, end = start + PAGE_SIZE;
    end = min(end, inode->size);
    int error = 0;
    if (inode->ops->prepare_write && start < end) {
        frame->busy = true;
        error = inode->ops->prepare_write(inode, start, end);
        frame->busy = false;
        wake_up(frame);
        pagecache_dirty(frame); // what was found must not keep its old contents
    }
    frame->pins--;
    inode_put(inode);
    return error;
}

// The file was removed, and whoever writes it back is its last user: nobody wants it on the disk.
static bool is_unwanted(const struct inode *inode) {
    return inode->links == 0 && inode->refs == 1;
}

// Pages that become dirty meanwhile join the end of the list, so this many steps reach all that
// were in it. What others began to write counts, too, and whether they could.
int pagecache_write_back(struct inode *inode) {
    int result = 0;
    uint32_t errors = inode->write_errors;
    struct frame *frame;
    inode_ref(inode);
    for (size_t left = list_length(&inode->dirty_pages); left > 0 && !is_unwanted(inode); left--) {
        sched_breathe(); // for where the disk is memory
        frame = list_first(&inode->dirty_pages, struct frame, in_inode);
        int error = frame ? pagecache_clean(frame) : 0;
        if (result == 0)
            result = error;
    }
    for (size_t left = list_length(&inode->writing); left > 0; left--)
        if ((frame = list_first(&inode->writing, struct frame, in_inode)))
            wait_until_settled(frame);
    if (result == 0 && inode->write_errors != errors)
        result = -EIO;
    inode_put(inode);
    return result;
}

// The first that became dirty after number `after`, of a file system (NULL: all) and a type (0:
// all).
static struct inode *next_dirty(const struct file_system *fs, uint32_t type, uint64_t after) {
    list_for_each(struct inode, inode, &dirty_inodes, dirty) {
        if (inode->dirtied > after && pagecache_on_disk(inode) && (!fs || inode->fs == fs) &&
            (!type || inode_is(inode, type)))
            return inode;
    }
    return NULL;
}

// All that are dirty now. While one is written others come and go, and more than one process may be
// here.
static int write_matching(const struct file_system *fs, uint32_t type) {
    int result = 0;
    uint64_t last = times_dirtied, done = 0;
    struct inode *inode;
    while ((inode = next_dirty(fs, type, done)) && inode->dirtied <= last) {
        done = inode->dirtied;
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
    if (too_many_dirty() && pagecache_on_disk(inode))
        pagecache_write_back(inode);
    if (too_many_dirty())
        pagecache_write_all();
}

// ---- The end of a file

// A page from `first` on that is on its way from or to the disk.
static struct frame *find_busy(const struct list *pages, uint64_t first) {
    list_for_each(struct frame, frame, pages, in_inode) {
        if (frame->index >= first && frame->busy)
            return frame;
    }
    return NULL;
}

// Forgets some; how many. None of them is busy. Those that somebody has pinned stay in the cache,
// as what they are beyond the end: zero and clean.
static unsigned forget_from(struct list *pages, uint64_t first) {
    enum { PIECE = 64 };
    unsigned dropped = 0;
    list_for_each_removing(struct frame, frame, pages, in_inode) {
        if (dropped == PIECE)
            break;
        if (frame->index < first)
            continue;
        memset(frame_data(frame), 0, PAGE_SIZE);
        dropped += pagecache_forget(frame->inode, frame->index);
    }
    return dropped;
}

static void drop_behind(struct inode *inode, uint64_t first) {
    struct frame *frame;
    do {
        sched_breathe();
        while ((frame = find_busy(&inode->writing, first)) ||
               (frame = find_busy(&inode->dirty_pages, first)) ||
               (frame = find_busy(&inode->pages, first)))
            sleep_on(frame, false);
    } while (forget_from(&inode->dirty_pages, first) + forget_from(&inode->pages, first) > 0);
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
