// The kernel heap: a slab allocator. Objects of one size class (a power of two) share frames; each
// frame keeps a chain of its unused objects, threaded through the objects themselves, and goes back
// to the frame allocator with its last object.
#include "mm/heap.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "mm/frame.h"

enum { SMALLEST_SHIFT = 4 };
_Static_assert(SMALLEST_SHIFT + HEAP_CLASSES - 1 == PAGE_SHIFT, "the largest object is a page");

struct free_object {
    struct free_object *next;
};

struct heap_class heap_classes[HEAP_CLASSES];

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

// A frame of the class with free objects: a new one; or, without memory, one in which the search
// for memory (frame_shrink) has freed an object; or NULL.
static struct frame *grow(size_t class) {
    struct frame *frame = frame_alloc(FRAME_KERNEL);
    if (!frame)
        return list_first(&heap_classes[class].partial, struct frame, partial);
    frame->index = class;
    frame->free_objects = NULL;
    uint8_t *data = frame_data(frame);
    for (size_t offset = PAGE_SIZE; offset > 0;) {
        offset -= object_size(class);
        struct free_object *object = (void *)(data + offset);
        object->next = frame->free_objects;
        frame->free_objects = object;
    }
    list_append(&heap_classes[class].partial, &frame->partial);
    heap_classes[class].frames++;
    return frame;
}

void *kmalloc(size_t size) {
    assert(size > 0 && size <= PAGE_SIZE);
    size_t number = class_of(size);
    struct heap_class *class = &heap_classes[number];
    struct frame *frame = list_first(list_ready(&class->partial), struct frame, partial);
    if (!frame)
        frame = grow(number);
    if (!frame)
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
    assert(frame->type == FRAME_KERNEL && frame->refs > 0 && frame->index < HEAP_CLASSES);
    assert((uint64_t)address % object_size(frame->index) == 0);
    struct heap_class *class = &heap_classes[frame->index];
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
