// The kernel heap: a slab allocator. Objects of one size class (a power of two) share frames; each
// frame keeps a chain of its unused objects, threaded through the objects themselves, and goes back
// to the frame allocator with its last object.
#include "mm/heap.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "mm/frame.h"

enum { SMALLEST_SHIFT = 4, CLASSES = PAGE_SHIFT - SMALLEST_SHIFT + 1 };

struct free_object {
    struct free_object *next;
};

static struct size_class {
    struct list partial; // struct frame.partial
    uint64_t active, frames;
    const char *name;
} classes[CLASSES] = {
    {.name = "kmalloc-16"},  {.name = "kmalloc-32"},  {.name = "kmalloc-64"},
    {.name = "kmalloc-128"}, {.name = "kmalloc-256"}, {.name = "kmalloc-512"},
    {.name = "kmalloc-1k"},  {.name = "kmalloc-2k"},  {.name = "kmalloc-4k"},
};

static size_t object_size(size_t class) {
    return 1ul << (class + SMALLEST_SHIFT);
}

static size_t class_of(size_t size) {
    size_t bits = size > 1 ? 64 - __builtin_clzl(size - 1) : 0; // of the next power of two
    return bits > SMALLEST_SHIFT ? bits - SMALLEST_SHIFT : 0;
}

size_t heap_size(size_t size) {
    return object_size(class_of(size));
}

// A new frame of the class, with all its objects free.
static struct frame *grow(size_t class) {
    struct frame *frame = frame_alloc(FRAME_KERNEL);
    if (!frame)
        return NULL;
    frame->index = class;
    frame->free_objects = NULL;
    uint8_t *data = frame_data(frame);
    for (size_t offset = PAGE_SIZE; offset > 0;) {
        offset -= object_size(class);
        struct free_object *object = (void *)(data + offset);
        object->next = frame->free_objects;
        frame->free_objects = object;
    }
    list_append(&classes[class].partial, &frame->partial);
    classes[class].frames++;
    return frame;
}

void *kmalloc(size_t size) {
    assert(size > 0 && size <= PAGE_SIZE);
    size_t number = class_of(size);
    struct size_class *class = &classes[number];
    if (!class->partial.next)
        list_init(&class->partial);
    struct frame *frame = list_first(&class->partial, struct frame, partial);
    if (!frame && !(frame = grow(number)))
        return NULL;
    struct free_object *object = frame->free_objects;
    frame->free_objects = object->next;
    frame->refs++;
    class->active++;
    if (!frame->free_objects)
        list_remove(&frame->partial);
    return object;
}

void *kzalloc(size_t size) {
    void *object = kmalloc(size);
    if (object)
        memset(object, 0, size);
    return object;
}

void kfree(void *address) {
    if (!address)
        return;
    struct frame *frame = frame_of(virt_to_phys(address));
    assert(frame->type == FRAME_KERNEL && frame->refs > 0 && frame->index < CLASSES);
    assert((uint64_t)address % object_size(frame->index) == 0);
    struct size_class *class = &classes[frame->index];
    struct free_object *object = address;
    object->next = frame->free_objects;
    if (!frame->free_objects)
        list_append(&class->partial, &frame->partial);
    frame->free_objects = object;
    class->active--;
    if (--frame->refs == 0) {
        list_remove(&frame->partial);
        class->frames--;
        frame_free(frame);
    }
}

void heap_report(void (*line)(void *context, const char *name, uint64_t active, uint64_t total,
                              uint64_t size),
                 void *context) {
    for (size_t i = 0; i < CLASSES; i++) {
        uint64_t size = object_size(i);
        line(context, classes[i].name, classes[i].active, classes[i].frames * (PAGE_SIZE / size),
             size);
    }
}
