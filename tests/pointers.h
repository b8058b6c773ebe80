// Places in memory, good and bad ones, to give to system calls. Every case runs in a child of its
// own, so that the untouched page is untouched and the copy-on-write page is shared, each time.
#pragma once
#include "test.h"

static uint8_t untouched_pages[4 * PAGE]; // nobody touches them before the call does
static uint8_t shared_pages[3 * PAGE] __attribute__((aligned(PAGE))); // parent and child share them
static const uint8_t read_only_page[2 * PAGE] = {0};
static uintptr_t heap_end; // nothing is mapped from here on

// Where a buffer may lie. Those from `GOOD` on may be written; CONSTANT may be read.
enum place {
    NULL_POINTER,
    NEAR_NULL,
    UNMAPPED,
    TOP_OF_USER,
    HOLE,
    NONSENSE,
    DIRECT_MAP,
    KERNEL_TEXT,
    LAST_BYTE,
    PAST_HEAP,
    INTO_UNMAPPED,
    CONSTANT,
    GOOD,
    HEAP_LAST_BYTES = GOOD,
    UNTOUCHED,
    UNTOUCHED_ACROSS,
    SHARED,
    SHARED_ACROSS,
    PLACES
};

static const char *const place_names[PLACES] = {
    "null",          "near null",          "unmapped",    "top of user", "hole",
    "nonsense",      "direct map",         "kernel text", "last byte",   "past heap",
    "into unmapped", "constant",           "heap's last", "untouched",   "untouched pages",
    "copy-on-write", "copy-on-write pages"};

static inline void prepare_places(void) {
    uintptr_t end = ((uintptr_t)sbrk(0) + PAGE - 1) & -PAGE;
    check(brk((void *)(end + 2 * PAGE)) == 0);
    heap_end = end + 2 * PAGE;
    memset(shared_pages, 0xa5, sizeof shared_pages);
}

static inline void check_shared_pages(void) {
    for (size_t i = 0; i < sizeof shared_pages; i++)
        check(shared_pages[i] == 0xa5);
}

// The address of a buffer of `n` bytes there.
static inline uintptr_t place_address(enum place place, size_t n) {
    uintptr_t in_the_middle = (n + 1) / 2;
    switch (place) {
    case NULL_POINTER:
        return 0;
    case NEAR_NULL:
        return 16;
    case UNMAPPED:
        return 0x200000;
    case TOP_OF_USER:
        return 0x7ffffffff000;
    case HOLE:
        return 0x800000000000 - in_the_middle;
    case NONSENSE:
        return 0x4141414141414141;
    case DIRECT_MAP:
        return 0xffff800000100000;
    case KERNEL_TEXT:
        return 0xffffffff80100000;
    case LAST_BYTE:
        return UINTPTR_MAX;
    case PAST_HEAP:
        return heap_end;
    case INTO_UNMAPPED:
        return heap_end - n / 2;
    case CONSTANT:
        return (uintptr_t)read_only_page;
    case HEAP_LAST_BYTES:
        return heap_end - n;
    case UNTOUCHED:
        return (uintptr_t)untouched_pages + 64;
    case UNTOUCHED_ACROSS:
        return ((uintptr_t)untouched_pages + 2 * PAGE) / PAGE * PAGE - n / 2;
    case SHARED:
        return (uintptr_t)shared_pages + 64;
    default:
        return (uintptr_t)shared_pages + PAGE - n / 2;
    }
}

// Calls the function in a child for every place, and prints what it says; the child ends there, so
// that calls may do to their process what they like.
static inline void each_place(const char *name, void (*body)(enum place place)) {
    for (enum place place = 0; place < PLACES; place++) {
        printf("%s, %s: ", name, place_names[place]);
        pid_t pid = start();
        if (pid == 0) {
            body(place);
            fflush(stdout);
            _exit(0);
        }
        check(wait_for(pid) == 0);
        printf("\n");
    }
    check_shared_pages();
}
