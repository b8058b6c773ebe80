// The page cache: every page of every file that is in memory, found by (object, page index) through
// a hash table threaded through the frames themselves. read(), the program loader and page faults
// all take their pages from here, so there is one copy of a file's page however many use it.
//
// A frame enters the table before its contents arrive, marked busy:
//
//     absent --(insert)--> busy --(read_pages)-> clean ---(drop)----> absent
//                            |                   |   ^
//                       (I/O error)           (dirty) (write_pages, busy: writeback.c)
//                            v                   v   |
//                          absent                dirty
//
// A process that finds a busy frame sleeps on it and then retries, so two processes that want the
// same page cause one disk read. After an error the frame is gone, and each of them reads for
// itself.
//
// A clean frame may be dropped whenever memory is short, unless a PTE maps it (refs) or the kernel
// is using it just now (pins). frame_alloc() itself drops such frames: so a frame must be pinned or
// mapped across an allocation or a sleep.
#include "mm/pagecache.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/seldom.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/random.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/evict.h"

enum { TABLE_SHIFT = 13 };

static struct frame *table[1 << TABLE_SHIFT]; // struct frame.hash_next

// It spreads neighbouring keys over the table as 2^64 divided by the golden ratio does, whose upper
// bits it has. Its lower ones are a secret: nobody can choose pages that all get into one bucket.
static uint64_t multiplier = 0x9e3779b97f4a7c15;

size_t pagecache_disk_count;

size_t ahead_most = AHEAD_MOST;

void pagecache_init(void) {
    random_bytes(&multiplier, 6);
    if (params_value("ahead"))
        ahead_most = max(min(params_number("ahead"), AHEAD_MOST), 1ul);
}

static struct frame **bucket_of(const struct object *object, uint64_t index) {
    uint64_t key = (uint64_t)object + index;
    return &table[key * multiplier >> (64 - TABLE_SHIFT)];
}

// Takes the frame out of the cache and gives it back.
static void drop(struct frame *frame) {
    assert(!frame->dirty && !frame->busy);
    struct frame **link = bucket_of(frame->object, frame->index);
    while (*link != frame)
        link = &(*link)->hash_next;
    *link = frame->hash_next;
    list_remove(&frame->in_object);
    pagecache_disk_count -= frame->object->on_disk;
    frame_free(frame);
}

bool pagecache_is_droppable(struct frame *frame) {
    return frame->type == FRAME_FILE && frame->refs == 0 && frame->pins == 0 && !frame->busy &&
           !frame->dirty;
}

struct frame *pagecache_find(struct object *object, uint64_t index) {
    struct frame *frame = *bucket_of(object, index);
    while (frame && (frame->object != object || frame->index != index))
        frame = frame->hash_next;
    return frame;
}

static struct frame *pin(struct frame *frame) {
    frame->pins++;
    frame->used = true;
    return frame;
}

// A new frame for an absent page, pinned; its contents are the caller's business.
static struct frame *add(struct object *object, uint64_t index, int *error) {
    struct frame *frame = frame_alloc(FRAME_FILE), **bucket = bucket_of(object, index);
    if (!frame) {
        *error = -ENOMEM;
        return NULL;
    }
    frame->object = object;
    frame->index = index;
    frame->hash_next = *bucket;
    *bucket = frame;
    list_append(&object->pages, &frame->in_object);
    pagecache_disk_count += object->on_disk;
    trace("cache frame=%lx object=%lx index=%lx", frame_address(frame), (uint64_t)object, index);
    return pin(frame);
}

// How many pages to read from this one on. Reading that goes on where it stopped is probably
// sequential, and the longer it lasts, the more is read ahead: 1, 4, 8, 16, 32 pages. May sleep.
static size_t read_ahead(struct object *object, uint64_t index) {
    uint64_t end = page_up(object->size) >> PAGE_SHIFT;
    bool goes_on = object->ahead > 0 && index == object->ahead_index;
    size_t n = goes_on ? min(max(2ul * object->ahead, 4ul), ahead_most) : 1;
    if (n > 1 && evict_spare() < n)
        evict_clean(true);
    n = min(n, evict_spare());
    n = object->is_file && object->on_disk && index < end ? min(n, end - index) : 1;
    object->ahead = max(n, 1ul);
    object->ahead_index = index + object->ahead;
    return object->ahead;
}

// Reads an absent page, and those of the `n` from it on that are absent, too. Only the first frame
// is pinned.
static struct frame *fill(struct object *object, uint64_t index, size_t n, int *error) {
    struct frame *frames[AHEAD_MOST];
    void *pages[AHEAD_MOST];
    size_t found = 0;
    while (found < n && (found == 0 || !pagecache_find(object, index + found)) &&
           (frames[found] = add(object, index + found, error))) {
        frame_set_busy(frames[found], true);
        pages[found] = frame_data(frames[found]);
        found++;
    }
    if (found == 0)
        return NULL;
    int result = object->ops->read_pages(object, index, pages, found);
    for (size_t i = 0; i < found; i++) {
        frame_set_busy(frames[i], false);
        frames[i]->pins -= result < 0 || i > 0;
        if (result < 0)
            drop(frames[i]);
        else
            trace("read frame=%lx file=%d", frame_address(frames[i]), object->is_file);
    }
    if (result < 0)
        *error = result;
    else if (object->is_file)
        vm_counters.filled += found;
    return result < 0 ? NULL : frames[0];
}

struct frame *pagecache_find_settled(struct object *object, uint64_t index) {
    struct frame *frame;
    while ((frame = pagecache_find(object, index)) && frame->busy)
        sleep_on(frame, false); // afterwards it may hold another page
    return frame;
}

static SELDOM struct frame *get_later(struct object *object, uint64_t index, bool *major,
                                      int *error) {
    for (;;) {
        struct frame *frame = pagecache_find_settled(object, index);
        if (frame)
            return pin(frame);
        if (major)
            *major = true;
        size_t n = read_ahead(object, index);
        if (pagecache_find(object, index))
            continue; // another process has read it meanwhile
        frame = fill(object, index, n, error);
        if (frame || n == 1)
            return frame;
        // The error may be another page's. The next round reads nothing ahead.
    }
}

// Whatever goes through a disk's tables, directories and files calls this for each block: so this
// lets other processes run.
struct frame *pagecache_get(struct object *object, uint64_t index, bool *major, int *error) {
    breathe();
    struct frame *frame = pagecache_find(object, index);
    return frame && !frame->busy ? pin(frame) : get_later(object, index, major, error);
}

struct frame *pagecache_get_zeroed(struct object *object, uint64_t index, int *error) {
    struct frame *frame = pagecache_find_settled(object, index);
    frame = frame ? pin(frame) : add(object, index, error);
    if (frame)
        memset(frame_data(frame), 0, PAGE_SIZE);
    return frame;
}

void pagecache_put(struct frame *frame) {
    assert(frame->pins > 0);
    frame->pins--;
}

int64_t pagecache_read(struct object *object, uint64_t offset, void *to, size_t n) {
    n = offset < object->size ? min(n, object->size - offset) : 0;
    for (size_t done = 0; done < n;) {
        int error;
        struct frame *frame = pagecache_get(object, (offset + done) >> PAGE_SHIFT, NULL, &error);
        if (!frame)
            return error;
        size_t start = page_offset(offset + done), chunk = min(n - done, PAGE_SIZE - start);
        memcpy((char *)to + done, (char *)frame_data(frame) + start, chunk);
        pagecache_put(frame);
        done += chunk;
    }
    return n;
}

void pagecache_drop_clean(void) {
    for (uint64_t n = 0; n < frame_total; n++, breathe())
        if (pagecache_is_droppable(&frame_array[n]))
            drop(&frame_array[n]);
}

void pagecache_empty(struct object *object) {
    while (!list_empty(&object->dirty_pages))
        pagecache_set_clean(list_entry(object->dirty_pages.next, struct frame, in_object));
    list_for_each_removing(struct frame, frame, &object->pages, in_object)
        drop(frame);
}

void pagecache_evict(struct frame *frame) {
    assert(pagecache_is_droppable(frame));
    vm_counters.dropped++;
    trace("drop frame=%lx", frame_address(frame));
    drop(frame);
}

bool pagecache_forget(struct object *object, uint64_t index) {
    struct frame *frame = pagecache_find_settled(object, index);
    if (!frame)
        return true;
    pagecache_set_clean(frame);
    bool dropped = pagecache_is_droppable(frame);
    if (dropped)
        drop(frame);
    return dropped;
}
