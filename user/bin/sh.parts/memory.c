// Memory: what a command needs while it runs is released all at once, so nobody has to free it. All
// of it is zero in the beginning.
#include "sh.h"
#include <stddef.h>

static struct block {
    struct block *older;
    max_align_t contents[];
} * newest;

// Ends the shell if malloc has returned NULL.
void *need(void *memory) {
    if (memory == NULL)
        err(2, "memory");
    return memory;
}

void *allocate(size_t size) {
    struct block *block = need(calloc(1, sizeof *block + size));
    block->older = newest;
    newest = block;
    return block->contents;
}

struct block *mark(void) {
    return newest;
}

// Releases what was allocated since.
void release(struct block *mark) {
    while (newest != mark) {
        struct block *block = newest;
        newest = block->older;
        free(block);
    }
}

// Makes space in an array for one more element, and for a zero behind it. It doubles when the count
// is a power of two.
void *grow(void *array, size_t count, size_t size) {
    if ((count & (count - 1)) != 0)
        return array;
    void *larger = allocate((2 * count + 2) * size);
    return count == 0 ? larger : memcpy(larger, array, count * size);
}

void append(struct strings *list, char *text) {
    list->items = grow(list->items, list->count, sizeof *list->items);
    list->items[list->count++] = text;
}

char *copy(const char *text, size_t length) {
    return memcpy(allocate(length + 1), text, length);
}

char *join(const char *a, const char *b, const char *c) {
    char *text = allocate(strlen(a) + strlen(b) + strlen(c) + 1);
    stpcpy(stpcpy(stpcpy(text, a), b), c);
    return text;
}
