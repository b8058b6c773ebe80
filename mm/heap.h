// The kernel heap: small objects.
#pragma once
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

// Tells each size class: its name, objects in use, objects in all, and their size (/proc/slabinfo).
void heap_report(void (*line)(void *context, const char *name, uint64_t active, uint64_t total,
                              uint64_t size),
                 void *context);
