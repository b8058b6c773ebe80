// Shows that the kernel heap hands out aligned objects that do not overlap, keeps count of them,
// survives running out of frames, and gives every frame back with its last object.
#include "mm/heap.c"
#include "tests/host/host.h"
#include <string.h>

// ---- A few frames for it

enum { FRAMES = 40 };
static uint8_t memory[FRAMES][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static struct frame frames[FRAMES];
static unsigned frames_used;

struct frame *frame_alloc(enum frame_type type) {
    for (unsigned i = 0; i < FRAMES; i++) {
        if (frames[i].type == type)
            continue;
        frames_used++;
        memset(memory[i], 0xee, PAGE_SIZE); // what was there before is anything
        frames[i] = (struct frame){.type = type};
        return &frames[i];
    }
    return NULL;
}

void frame_free(struct frame *frame) {
    expect(frame->type == FRAME_KERNEL && frame->refs == 0, "a frame in use is given back");
    frame->type = FRAME_FREE;
    frames_used--;
}

void *frame_data(const struct frame *frame) {
    return memory[frame - frames];
}

// The heap believes that it sees the direct map. The array of all frames would begin with that of
// physical address 0.
struct frame *frame_array;
uint64_t frame_total = UINT64_MAX;

static void frames_init(void) {
    frame_array = (struct frame *)((uintptr_t)frames -
                                   virt_to_phys(memory) / PAGE_SIZE * sizeof(struct frame));
}

// ---- Objects

enum { OBJECTS = 2000 };
static struct object {
    uint8_t *data; // NULL: none
    size_t size;
    uint8_t mark; // every byte of it
} objects[OBJECTS];

static void expect_report(unsigned live) {
    uint64_t active = 0, frames = 0;
    for (int n = 0; n < HEAP_CLASSES; n++) {
        active += heap_classes[n].active;
        frames += heap_classes[n].frames;
    }
    expect(active == live, "%lu objects reported, not %u", active, live);
    expect(frames == frames_used, "%lu frames reported, not %u", frames, frames_used);
}

static size_t least_alignment(size_t size) {
    size_t alignment = 16;
    while (alignment < size)
        alignment *= 2;
    return alignment;
}

static bool has_only(const uint8_t *data, size_t size, uint8_t byte) {
    for (size_t i = 0; i < size; i++)
        if (data[i] != byte)
            return false;
    return true;
}

// false: the heap is empty.
static bool take(struct object *object) {
    size_t size = random_below(8) ? 1 + random_below(200) : 1 + random_below(PAGE_SIZE);
    bool zeroed = random_below(2);
    uint8_t *data = zeroed ? kzalloc(size) : kmalloc(size);
    if (!data)
        return false;
    expect((uint64_t)data % least_alignment(size) == 0, "%zu bytes at %p", size, (void *)data);
    expect(!zeroed || has_only(data, size, 0), "%zu bytes not zeroed", size);
    *object = (struct object){data, size, random_number()};
    memset(data, object->mark, size);
    return true;
}

static void give_back(struct object *object) {
    expect(has_only(object->data, object->size, object->mark), "%zu bytes at %p were overwritten",
           object->size, (void *)object->data);
    kfree(object->data);
    object->data = NULL;
}

static void random_operations(void) {
    unsigned live = 0, refused = 0;
    for (unsigned round = 0; round < 100000; round++) {
        struct object *object = &objects[random_below(OBJECTS)];
        if (object->data) {
            give_back(object);
            live--;
        } else if (take(object)) {
            live++;
        } else {
            refused++;
            expect(frames_used == FRAMES, "refused with %u frames in use", frames_used);
        }
        if (round % 1000 == 0)
            expect_report(live);
    }
    expect(refused > 100, "refused only %u times: running out is not tested", refused);
    for (unsigned i = 0; i < OBJECTS; i++)
        if (objects[i].data)
            give_back(&objects[i]);
    expect(frames_used == 0, "%u frames were not given back", frames_used);
    expect_report(0);
}

// As many objects of one size as there is room for: not one fewer.
static void fill_up(size_t size) {
    size_t room = FRAMES * (PAGE_SIZE / least_alignment(size)), count = 0;
    static void *taken[FRAMES * PAGE_SIZE / 16];
    while (count < room && (taken[count] = kmalloc(size)))
        count++;
    expect(count == room && !kmalloc(size), "%zu objects of %zu bytes, not %zu", count, size, room);
    for (size_t i = 0; i < count; i += 3)
        kfree(taken[i]);
    for (size_t i = 0; i < count; i += 3) {
        taken[i] = kmalloc(size);
        expect(taken[i] != NULL, "no room where an object of %zu bytes was given back", size);
    }
    while (count > 0)
        kfree(taken[--count]);
    expect(frames_used == 0, "%u frames were not given back", frames_used);
}

int main(void) {
    frames_init();
    for (unsigned i = 0; i < FRAMES; i++)
        frames[i].type = FRAME_FREE;
    random_operations();
    for (size_t size = 1; size <= PAGE_SIZE; size *= 2) {
        fill_up(size);
        if (size < PAGE_SIZE)
            fill_up(size + 1);
    }
    kfree(NULL);
    return finish();
}
