// The heap: first fit with coalescing.
//
// The heap is cut into blocks, each with a header of 16 bytes that says how large it is. The free
// blocks form a list in the order of their addresses, so a freed block finds its free neighbours
// next to it in the list and joins them. When no block is large enough, the break moves up (brk);
// the kernel gives the new pages frames only when they are touched, and so do we: a large block is
// cut from the low end, and what is above stays untouched.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct block {
    size_t size;        // bytes, header included; a multiple of 16
    struct block *next; // the next free block, while this one is free
};

enum { ALIGNMENT = 16, GROWTH = 64 << 10 };

static struct block *free_list;

static struct block *block_end(struct block *block) {
    return (struct block *)((char *)block + block->size);
}

// Puts a block into the list and joins it with the free blocks before and after it.
static void insert(struct block *block) {
    struct block *before = NULL, *after = free_list;
    while (after != NULL && after < block) {
        before = after;
        after = after->next;
    }
    block->next = after;
    if (block_end(block) == after) {
        block->size += after->size;
        block->next = after->next;
    }
    if (before == NULL) {
        free_list = block;
    } else if (block_end(before) == block) {
        before->size += block->size;
        before->next = block->next;
    } else {
        before->next = block;
    }
}

// Shortens a block and frees the rest.
static void trim(struct block *block, size_t size) {
    if (block->size == size)
        return;
    struct block *rest = (struct block *)((char *)block + size);
    rest->size = block->size - size;
    block->size = size;
    insert(rest);
}

// Takes the first free block of at least `size` bytes out of the list.
static struct block *take(size_t size) {
    for (struct block **link = &free_list; *link != NULL; link = &(*link)->next) {
        struct block *block = *link;
        if (block->size >= size) {
            *link = block->next;
            return block;
        }
    }
    return NULL;
}

// Gets `size` bytes from the kernel. Others may have moved the break: align it anew.
static struct block *grow(size_t size) {
    size_t wanted = (size + GROWTH - 1) & -GROWTH;
    size_t padding = -(uintptr_t)sbrk(0) % ALIGNMENT;
    if (wanted < size || wanted + padding > INTPTR_MAX)
        return NULL;
    char *start = sbrk(wanted + padding);
    if (start == (void *)-1)
        return NULL;
    struct block *block = (struct block *)(start + padding);
    block->size = wanted;
    insert(block);
    return take(size);
}

void *malloc(size_t size) {
    size_t needed = (size + sizeof(struct block) + ALIGNMENT - 1) & -ALIGNMENT;
    struct block *block = NULL;
    if (needed > size) { // else it wrapped round
        block = take(needed);
        if (block == NULL)
            block = grow(needed);
    }
    if (block == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    trim(block, needed);
    return block + 1;
}

void free(void *memory) {
    if (memory != NULL)
        insert((struct block *)memory - 1);
}

void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = malloc(bytes);
    return memory == NULL ? NULL : memset(memory, 0, bytes);
}

void *realloc(void *memory, size_t size) {
    if (memory == NULL)
        return malloc(size);
    size_t old_size = ((struct block *)memory - 1)->size - sizeof(struct block);
    if (size <= old_size && size >= old_size / 2)
        return memory;
    void *copy = malloc(size);
    if (copy == NULL)
        return NULL;
    memcpy(copy, memory, size < old_size ? size : old_size);
    free(memory);
    return copy;
}

void *reallocarray(void *memory, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(memory, bytes);
}

// Takes a block with room to spare, and frees what is below and above the aligned part.
void *aligned_alloc(size_t alignment, size_t size) {
    if (alignment <= ALIGNMENT)
        return malloc(size);
    char *memory = size + alignment < size ? NULL : malloc(size + alignment);
    if (memory == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    size_t skip = -(uintptr_t)memory % alignment;
    if (skip == 0)
        return memory;
    struct block *low = (struct block *)memory - 1;
    struct block *high = (struct block *)(memory + skip) - 1;
    high->size = low->size - skip;
    low->size = skip;
    insert(low);
    return high + 1;
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = aligned_alloc(alignment, size);
    return *memory == NULL ? ENOMEM : 0;
}
