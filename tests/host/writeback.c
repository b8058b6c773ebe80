// Shows that an object lives, and its page stays where it is, as long as somebody writes the page
// or finds room for it, though its last user leaves at the first or the second sleep. (The freed
// object is the address sanitizer's to watch.)
#include "mm/writeback.c"
#include "tests/host/host.h"
#include <string.h>

// ---- An object with one page, and its last user

static struct frame frame;
static uint8_t contents[PAGE_SIZE];
static unsigned users, objects;
static bool is_used;
static int sleeps_left; // until the user leaves

static void ref(struct object *object, struct name *name) {
    (void)object, (void)name;
    users++;
}

static void put(struct object *object, struct name *name) {
    (void)name;
    if (--users > 0)
        return;
    expect(frame.pins == 0 && !frame.busy, "the object ends while its page is in use");
    pagecache_set_clean(&frame); // nobody wants it any more
    free(object);
    objects--;
}

// What others do while somebody sleeps.
static void others_run(void) {
    expect(frame.pins > 0, "nothing keeps the page");
    if (is_used && --sleeps_left == 0) {
        is_used = false;
        object_put(frame.object);
    }
}

static int write_pages(struct object *object, uint64_t index, void *const *pages, size_t n) {
    expect(frame.busy && index == frame.index && n == 1 && pages[0] == contents, "page %lu", index);
    others_run();
    return object->size == PAGE_SIZE ? 0 : -EIO;
}

static int prepare_write(struct object *object, uint64_t start, uint64_t end) {
    expect(frame.busy && start == 0 && end == object->size, "%lu-%lu", start, end);
    others_run();
    return 0;
}

static const struct object_ops ops = {
    .ref = ref, .put = put, .write_pages = write_pages, .prepare_write = prepare_write};

static struct object *new_object(void) {
    struct object *object = calloc(1, sizeof *object);
    *object = (struct object){.ops = &ops, .size = PAGE_SIZE, .on_disk = true};
    list_init(&object->pages);
    list_init(&object->dirty_pages);
    list_init(&object->writing);
    list_init(&object->dirty);
    users = 1;
    objects++;
    frame = (struct frame){.type = FRAME_FILE, .object = object};
    list_append(&object->pages, &frame.in_object);
    return object;
}

// ---- What mm/writeback.c calls

struct vm_counters vm_counters;
uint64_t frame_count[FRAME_TYPES], frame_total;
struct frame *frame_array = &frame;

int sleep_on(const void *channel, bool interruptible) {
    expect(channel == &frame && !interruptible, "sleep on %p", channel);
    others_run();
    frame.busy = false;
    return 0;
}
void wake_up(const void *channel) {
    panic("wake_up(%p)", channel);
}
void frame_set_busy(struct frame *which, bool busy) {
    expect(which == &frame, "%p is not the frame", (void *)which);
    which->busy = busy;
}
void *frame_data(const struct frame *which) {
    (void)which;
    return contents;
}
void breathe(void) {
}
void rmap_write_protect(struct frame *which) {
    expect(which == &frame, "%p is not the frame", (void *)which);
}

// These do not happen here.
void rmap_truncate(struct object *object, uint64_t first) {
    panic("rmap_truncate(%p, %lu)", (void *)object, first);
}
struct frame *pagecache_find(struct object *object, uint64_t index) {
    return object == frame.object && index == frame.index ? &frame : NULL;
}
bool pagecache_forget(struct object *object, uint64_t index) {
    panic("pagecache_forget(%p, %lu)", (void *)object, index);
}
struct frame *pagecache_get(struct object *object, uint64_t index, bool *major, int *error) {
    panic("pagecache_get(%p, %lu, %p, %p)", (void *)object, index, (void *)major, (void *)error);
}
void pagecache_put(struct frame *which) {
    panic("pagecache_put(%p)", (void *)which);
}

// ---- The test

static int clean(void) {
    return pagecache_clean(&frame);
}

static int prepare_store(void) {
    return pagecache_prepare_store(&frame);
}

static int write_back(void) {
    return pagecache_write_back(frame.object);
}

// The page is dirty, and, if it is busy, on its way to or from the disk by somebody else.
static void run(const char *name, int (*call)(void), bool busy, int sleeps) {
    struct object *object = new_object();
    pagecache_dirty(&frame);
    frame.busy = busy;
    is_used = true;
    sleeps_left = sleeps;
    int result = call();
    expect(result == 0, "%s: error %d", name, -result);
    expect(frame.pins == 0 && !frame.busy, "%s leaves the page pinned or busy", name);
    if (is_used)
        object_put(object);
    expect(objects == 0, "%s keeps the object", name);
}

int main(void) {
    for (int busy = 0; busy <= 1; busy++)
        for (int sleeps = 1; sleeps <= 1 + busy; sleeps++) {
            run("clean", clean, busy, sleeps);
            run("prepare_store", prepare_store, busy, sleeps);
            run("write_back", write_back, busy, sleeps);
        }
    return finish();
}
