// The kernel heap: small objects.
#pragma once
#include "kernel/lib/list.h"
#include <stddef.h>
#include <stdint.h>

// `size` bytes (1 to PAGE_SIZE), aligned to the least power of two that holds them (at least 16).
// kzalloc clears them. NULL when memory is out. Never sleeps.
void *kmalloc(size_t size);
void *kzalloc(size_t size);

// How many bytes such an object takes up.
size_t heap_size(size_t size);

// Gives back what kmalloc returned; NULL is allowed.
void kfree(void *object);

// The size classes. Objects of class n have 16 << n bytes.
enum { HEAP_CLASSES = 9 };
extern struct heap_class {
    struct list partial;     // struct frame.partial: its frames with an unused object
    uint64_t active, frames; // objects in use; all its frames
} heap_classes[HEAP_CLASSES];
