// Frames: one `struct frame` for each page of physical memory, in one array.
#pragma once
#include "kernel/layout.h"
#include "kernel/lib/list.h"
#include "kernel/panic.h"
#include <stdbool.h>
#include <stdint.h>

enum frame_type {
    FRAME_RESERVED, // not ours to give: firmware, the kernel image, boot modules, device memory
    FRAME_FREE,
    FRAME_KERNEL, // heap, and whatever has no type of its own
    FRAME_STACK,  // kernel stacks
    FRAME_TABLE,  // page tables
    FRAME_ANON,   // a private page of user memory: stack, heap, bss, or a copied file page
    FRAME_FILE,   // a page of the page cache
    FRAME_TYPES
};

extern const char *const frame_type_name[FRAME_TYPES];

struct frame {
    uint32_t refs; // ANON, FILE: how many PTEs map it. TABLE: its entries that are not 0. KERNEL:
                   // how many heap objects in it are used
    uint16_t pins; // FILE, ANON: how many parts of the kernel hold it just now; a pinned frame is
                   // neither dropped nor freed
    uint8_t type;  // enum frame_type
    bool busy;     // FILE, ANON: on its way from or to a disk; sleep on the frame until it is not
    bool zeroed;   // FREE: all its bytes are 0
    bool dirty;    // FILE: newer than the disk
    bool writing;  // FILE: busy because it is on its way to the disk
    bool used;     // FILE: read or written by a system call since the clock's hand last passed
    union {
        struct frame *next_free; // FREE
        struct object *object;   // FILE: whose page it is
        void *free_objects;      // KERNEL: the heap's chain of unused objects in it
    };
    uint64_t index; // FILE: page number in the file. ANON: its user address. KERNEL: the size
                    // class. TABLE, if it is a top-level one: how many other tables it leads to
    struct frame *hash_next; // FILE: chain of the page cache's hash table
    union {
        struct list in_object; // FILE: all cached pages of the object
        struct list partial;   // KERNEL: all frames of the size class with an unused object
        uint64_t slot;         // ANON: the slot that has the same contents (mm/swapping.c), or 0
    };
    union {
        uint32_t arrived; // ANON, FILE: when it got its page, in allocations since boot (fifo)
        uint32_t lowest;  // TABLE: no entry below this one is used
    };
    uint32_t mapped_count; // scratch of the consistency check (proc/check.c)
};

// Notes whether the frame's page is on its way from or to a disk. When it has arrived, those who
// sleep on the frame wake up. Never sleeps.
void frame_set_busy(struct frame *frame, bool busy);

// How many frames there are of each type, kept by frame_alloc and frame_free; and the length of the
// array.
extern uint64_t frame_count[FRAME_TYPES], frame_total;

// How many of them can be used: all but the reserved ones.
static inline uint64_t frame_usable(void) {
    return frame_total - frame_count[FRAME_RESERVED];
}

// Makes the frame array from the boot loader's memory map, using no more than `limit` bytes of
// physical memory. What the boot loader put there stays reserved; the RAM disk only if
// `keep_ramdisk`.
void frame_init(uint64_t limit, bool keep_ramdisk);

// A machine address below which all memory lies.
uint64_t frame_memory_end(void);

// Called when no page can be dropped or evicted: frees what other parts of the kernel can do
// without. It must not sleep.
extern void (*frame_shrink)(void);

// Takes a frame of any type but FREE; its contents are undefined and must be filled or zeroed
// before a user sees it. Drops clean, unused pages of the page cache when nothing is free; returns
// NULL when that does not help either. Never sleeps. refs, pins, busy start at 0.
struct frame *frame_alloc(enum frame_type type);
struct frame *frame_alloc_zeroed(enum frame_type type);

// Gives a frame back. Nothing may map or pin it any more.
void frame_free(struct frame *frame);

extern struct frame *frame_array;

// Frame number `n` of the array, 0 to frame_total - 1.
static inline struct frame *frame_number(uint64_t n) {
    assert(n < frame_total);
    return &frame_array[n];
}

// The frame's physical address, the way back, and its contents through the direct map.
static inline uint64_t frame_address(const struct frame *frame) {
    return (frame - frame_array) * PAGE_SIZE;
}
static inline struct frame *frame_of(uint64_t physical) {
    return frame_number(physical / PAGE_SIZE);
}
void *frame_data(const struct frame *frame);
