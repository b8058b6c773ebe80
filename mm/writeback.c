// The page cache's way back to the disk. A page that was changed is dirty: newer than the disk, and
// kept in memory until it has been written. That happens when a program asks for it (fsync, msync,
// sync), when the memory is needed (mm/evict.c), when too many pages are dirty, and at shutdown.
//
//     dirty --(clean; read-only in all PTEs)--> busy --(write_pages)--> clean
//       ^                                        |
//       \------(written to again, or an error)---/
//
// A page counts as clean as soon as its writing begins. So a change that is made meanwhile marks it
// dirty again and is never lost, though the disk may get half of it first.
//
// Each object has a list of its dirty pages, oldest first, and one of those that are being written.
// The objects on disks that have such pages are in one of two lists, in the order in which they
// became dirty: directories, which are often written alone, and all others.
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/pagecache.h"
#include "mm/rmap.h"

enum { DIRTY_SHARE = 4 }; // one page of so many may be dirty before writers have to wait
enum { RUN_MOST = 96 };   // pages that are written at once

size_t pagecache_dirty_count[2];
static uint64_t times_dirtied;
static struct list directories = {&directories, &directories}, others = {&others, &others};

static struct list *list_of(const struct frame *frame) {
    struct object *object = frame->object;
    return frame->writing ? &object->writing : frame->dirty ? &object->dirty_pages : &object->pages;
}

static void set_state(struct frame *frame, bool dirty, bool writing) {
    struct object *object = frame->object;
    struct list *before = list_of(frame);
    pagecache_dirty_count[object->on_disk] += dirty - frame->dirty;
    frame->dirty = dirty;
    frame->writing = writing;
    if (list_of(frame) == before)
        return;
    list_remove(&frame->in_object);
    list_append(list_of(frame), &frame->in_object);
    if (list_empty(&object->dirty_pages) && list_empty(&object->writing)) {
        list_remove(&object->dirty);
    } else if (list_empty(&object->dirty) && object->on_disk) {
        object->dirtied = ++times_dirtied;
        list_append(object->is_directory ? &directories : &others, &object->dirty);
    }
}

void pagecache_set_clean(struct frame *frame) {
    set_state(frame, false, frame->writing);
}

void pagecache_dirty(struct frame *frame) {
    struct object *object = frame->object;
    if (object->ops->modified)
        object->ops->modified(object);
    set_state(frame, true, frame->writing);
}

// Holds a page, and with it its object, whose last user may end meanwhile; returns when the page is
// not busy. May sleep.
static void hold(struct frame *frame) {
    object_ref(frame->object);
    frame->pins++;
    while (frame->busy)
        sleep_on(frame, false);
}

static void let_go(struct frame *frame) {
    frame->pins--;
    object_put(frame->object);
}

static struct frame *find_dirty(struct object *object, uint64_t index) {
    struct frame *frame = pagecache_find(object, index);
    return frame && frame->dirty && !frame->busy ? frame : NULL;
}

// Pages of one object that are neighbours, and are written together.
struct run {
    size_t n;
    struct frame *frames[RUN_MOST];
    void *pages[RUN_MOST];
};

// Collects dirty neighbours of the page, and makes all of them busy. There are none if the object
// is not on a disk, or if a page of it could not be written before.
static void collect(struct frame *frame, struct run *run) {
    struct object *object = frame->object;
    size_t most = object->on_disk && object->write_errors == 0 ? RUN_MOST : 1;
    uint64_t first = frame->index;
    while (first > 0 && frame->index - first + 1 < most && find_dirty(object, first - 1))
        first--;
    for (run->n = 0; run->n < most && (frame = find_dirty(object, first + run->n)); run->n++) {
        frame_set_busy(frame, true);
        run->frames[run->n] = frame;
        run->pages[run->n] = frame_data(frame);
    }
}

// Writes the page, which is dirty and not busy, and its neighbours.
static int write(struct frame *frame) {
    struct object *object = frame->object;
    struct run run;
    collect(frame, &run);
    for (size_t i = 0; i < run.n; i++) {
        rmap_write_protect(run.frames[i]);
        set_state(run.frames[i], false, true);
    }
    int error = object->ops->write_pages(object, run.frames[0]->index, run.pages, run.n);
    object->write_errors += error < 0;
    if (error == 0 && object->is_file && object->on_disk)
        vm_counters.written += run.n; // as `filled`: what a user wrote
    for (size_t i = 0; i < run.n; i++) {
        frame = run.frames[i];
        trace("write frame=%lx", frame_address(frame));
        set_state(frame, error < 0 || frame->dirty, false);
        frame_set_busy(frame, false);
    }
    return error;
}

int pagecache_clean(struct frame *frame) {
    hold(frame);
    int error = frame->dirty ? write(frame) : 0;
    let_go(frame);
    return error;
}

// The frame is busy, so that the file is not truncated while space is found for a page that would
// then be behind its end.
int pagecache_prepare_store(struct frame *frame) {
    struct object *object = frame->object;
    hold(frame);
    uint64_t start = frame->index * PAGE_SIZE, end = min(start + PAGE_SIZE, object->size);
    int error = 0;
    if (object->ops->prepare_write && start < end) {
        frame_set_busy(frame, true);
        error = object->ops->prepare_write(object, start, end);
        frame_set_busy(frame, false);
        if (error == 0 || object->on_disk) // blocks that were found must not keep old contents
            pagecache_dirty(frame);
    }
    let_go(frame);
    return error;
}

static bool is_unwanted(struct object *object) {
    return object->ops->unwanted && object->ops->unwanted(object);
}

// Pages that join the list meanwhile join its end, so this many steps reach all that were in it.
static int clean_all(struct object *object, struct list *pages) {
    int result = 0;
    for (size_t left = list_length(pages); left > 0 && !is_unwanted(object); left--) {
        breathe(); // for where the disk is memory
        struct frame *frame = list_first(pages, struct frame, in_object);
        if (!frame)
            break;
        result = first_error(result, pagecache_clean(frame));
    }
    return result;
}

// Pages that other processes are writing count, too. If such a page was changed after they began,
// the disk may get its old contents: so those are first, and are written again. At the end, others
// may have begun to write pages that were dirty here; this waits for them.
int pagecache_write_back(struct object *object) {
    struct list *const lists[] = {&object->writing, &object->dirty_pages, &object->writing};
    uint32_t errors = object->write_errors;
    int result = 0;
    object_ref(object);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        result = first_error(result, clean_all(object, lists[i]));
    if (result == 0 && object->write_errors != errors)
        result = -EIO;
    object_put(object);
    return result;
}

// The first that became dirty after number `after`. Only objects that could not be written are
// before it.
static struct object *next_dirty(const struct list *objects, uint64_t after) {
    list_for_each(struct object, object, objects, dirty)
        if (object->dirtied > after)
            return object;
    return NULL;
}

// All that are dirty now. While one is written the list changes, and more than one process may be
// here.
static int write_objects(const struct list *objects) {
    int result = 0;
    uint64_t last = times_dirtied, done = 0;
    struct object *object;
    while ((object = next_dirty(objects, done)) && object->dirtied <= last) {
        done = object->dirtied;
        result = first_error(result, pagecache_write_back(object));
    }
    return result;
}

int pagecache_write_directories(void) {
    return write_objects(&directories);
}

int pagecache_write_all(void) {
    int result = write_objects(&others);
    return first_error(result, write_objects(&directories));
}

static bool too_many_dirty(void) {
    return pagecache_dirty_count[true] > frame_usable() / DIRTY_SHARE;
}

void pagecache_balance(struct object *object) {
    if (too_many_dirty() && object->on_disk)
        pagecache_write_back(object);
    if (too_many_dirty())
        pagecache_write_all();
}

// ---- The end of a file

// Forgets some of the pages from `first` on, and returns whether it has. Pinned ones stay in the
// cache, as what pages beyond the end are: zero and clean. *busy is one that is on its way from or
// to the disk, or NULL: there is none.
static bool forget_piece(struct object *object, uint64_t first, struct frame **busy) {
    enum { PIECE = 2048 }; // each goes over all that stay
    unsigned dropped = 0;
    struct list *const lists[] = {&object->pages, &object->dirty_pages, &object->writing};
    *busy = NULL;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        list_for_each_removing(struct frame, frame, lists[i], in_object) {
            if (dropped == PIECE)
                return true;
            if (frame->index < first)
                continue;
            if (frame->busy) {
                *busy = frame;
                continue;
            }
            memset(frame_data(frame), 0, PAGE_SIZE);
            dropped += pagecache_forget(object, frame->index);
        }
    return dropped > 0;
}

static void drop_behind(struct object *object, uint64_t first) {
    struct frame *busy;
    do {
        while (forget_piece(object, first, &busy))
            breathe();
        if (busy)
            sleep_on(busy, false);
    } while (busy);
}

void pagecache_truncate(struct object *object, uint64_t size) {
    uint64_t first = page_up(size) >> PAGE_SHIFT;
    rmap_truncate(object, first);
    drop_behind(object, first);
    struct frame *last = pagecache_find_settled(object, size >> PAGE_SHIFT);
    if (last)
        memset((char *)frame_data(last) + page_offset(size), 0, PAGE_SIZE - page_offset(size));
}

int pagecache_zero_tail(struct object *object) {
    size_t start = page_offset(object->size);
    if (start == 0)
        return 0;
    int error;
    struct frame *frame = pagecache_get(object, object->size >> PAGE_SHIFT, NULL, &error);
    if (!frame)
        return error;
    memset((char *)frame_data(frame) + start, 0, PAGE_SIZE - start);
    pagecache_dirty(frame);
    pagecache_put(frame);
    return 0;
}
