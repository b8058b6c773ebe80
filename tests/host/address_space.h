// mm/spt.c and spt_tree.c, and what they see of the rest of the kernel in a host-side test: a heap
// that can run out, files, page tables that are arrays, frames and swap slots without contents.
#pragma once
#include "kernel/cpu.h"
#include "kernel/fs/inode.h"
#define read_cr3() 0ul // what only the kernel may ask and do
#define invlpg(address) ((void)(address))
#include "mm/spt.c"
#include "mm/spt_tree.c"
#include "tests/host/host.h"
#include <string.h>

// So that freed memory does not pile up in millions of operations.
const char *__asan_default_options(void) {
    return "quarantine_size_mb=4:malloc_context_size=2";
}

// ---- The heap

enum { UNLIMITED = -1 };
static int heap_left = UNLIMITED; // how many more objects can be had

static bool heap_gives(void) {
    if (heap_left > 0)
        heap_left--;
    else if (heap_left == 0)
        return false;
    return true;
}

void *kmalloc(size_t size) {
    return heap_gives() ? malloc(size) : NULL;
}
void *kzalloc(size_t size) {
    return heap_gives() ? calloc(1, size) : NULL;
}
void kfree(void *object) {
    free(object);
}

bool evict_reserve(size_t want) {
    (void)want;
    return heap_gives();
}

void random_bytes(void *to, size_t n) {
    for (uint8_t *byte = to; n-- > 0;)
        *byte++ = random_number();
}

static void (*others)(void); // what runs in breathe(), if anything

void breathe(void) {
    if (others)
        others();
}
unsigned evict_leaving;
void wake_up(const void *channel) {
    (void)channel;
}

// ---- Files

enum { FILES = 8 };
static struct inode files[FILES]; // of their contents, records map parts

static struct inode *file_of(struct object *object) {
    return list_entry(object, struct inode, data);
}
static void ref_contents(struct object *object, struct name *name) {
    (void)name;
    file_of(object)->refs++;
}
static void put_contents(struct object *object, struct name *name) {
    (void)name;
    assert(file_of(object)->refs > 0);
    file_of(object)->refs--;
}
static const struct object_ops contents_ops = {.ref = ref_contents, .put = put_contents};

// ---- Page tables: of a small part of the address space only. One array of PTEs, and behind it,
// for each table of eight, whether it was made.

enum { TABLE = 8 };
static uint64_t world_start, world_pages;
pte_t *kernel_pml4;

pte_t *pagetable_new(void) {
    return kzalloc((world_pages + world_pages / TABLE) * sizeof(pte_t));
}

void pagetable_destroy(pte_t *pml4) {
    for (unsigned i = 0; i < world_pages + world_pages / TABLE; i++)
        expect(pml4[i] == 0, "PTE or table %u is there at the end: %lx", i, pml4[i]);
    kfree(pml4);
}

pte_t *pagetable_entry(pte_t *pml4, uint64_t address, bool create) {
    uint64_t page = (address - world_start) / PAGE_SIZE;
    assert(page < world_pages);
    pte_t *made = &pml4[world_pages + page / TABLE];
    if (!*made && create)
        *made = heap_gives();
    return *made ? &pml4[page] : NULL;
}

void pte_set(pte_t *pte, pte_t value) {
    *pte = value;
}

void pagetable_trim(pte_t *pml4, uint64_t address) {
    uint64_t table = (address - world_start) / PAGE_SIZE / TABLE;
    for (unsigned i = 0; i < TABLE; i++)
        if (pml4[table * TABLE + i])
            return;
    pml4[world_pages + table] = 0;
}

bool pagetable_first(pte_t *pml4, uint64_t start, uint64_t end, struct ptes *at) {
    assert(end <= USER_END);
    for (start = max(start, world_start); start < end; start += PAGE_SIZE) {
        uint64_t page = (start - world_start) / PAGE_SIZE;
        if (page >= world_pages)
            return false;
        if (!pml4[world_pages + page / TABLE])
            continue;
        uint64_t stop = world_start + (page / TABLE + 1) * TABLE * PAGE_SIZE;
        *at = (struct ptes){&pml4[page], start, min(end, stop), 0};
        for (unsigned i = 0; i < TABLE; i++)
            at->used += pml4[page / TABLE * TABLE + i] != 0;
        return true;
    }
    return false;
}

pte_t *pagetable_next(pte_t *pml4, uint64_t *page, uint64_t end) {
    for (struct ptes at; pagetable_first(pml4, *page, end, &at); *page = at.end)
        ptes_for_each(at) {
            *page = at.page;
            return at.pte;
        }
    *page = end;
    return NULL;
}

void pagetable_recount(pte_t *pte, int more) {
    (void)pte, (void)more;
}

void pagetable_load(pte_t *pml4) {
    (void)pml4;
}
void tlb_flush_page(uint64_t address) {
    assert(page_offset(address) == 0);
}

// ---- Frames: the first ones are the page cache's. Physical memory begins at FRAMES_START.

enum { FRAMES = 512, FILE_FRAMES = 16 };
#define FRAMES_START 0x100000ul
static struct frame frames[FRAMES];
static unsigned frames_used;

// The array of all frames would begin with that of address 0.
struct frame *frame_array;
uint64_t frame_total = FRAMES_START / PAGE_SIZE + FRAMES;

static void frames_init(void) {
    frame_array =
        (struct frame *)((uintptr_t)frames - FRAMES_START / PAGE_SIZE * sizeof(struct frame));
    for (unsigned i = 0; i < FRAMES; i++)
        frames[i].type = i < FILE_FRAMES ? FRAME_FILE : FRAME_FREE;
}

struct frame *frame_alloc(enum frame_type type) {
    static unsigned next;
    for (unsigned i = 0; i < FRAMES; i++) {
        struct frame *frame = &frames[next++ % FRAMES];
        if (frame->type != FRAME_FREE)
            continue;
        *frame = (struct frame){.type = type};
        frames_used++;
        return frame;
    }
    return NULL;
}

void frame_free(struct frame *frame) {
    assert(frame->type == FRAME_ANON && frame->refs == 0 && frame->pins == 0);
    frame->type = FRAME_FREE;
    frames_used--;
}

// ---- Swap slots

enum { SLOTS = 512 };
static unsigned slot_users[SLOTS];

__attribute__((unused)) static uint64_t new_slot(void) {
    static unsigned next;
    do
        next = (next + 1) % SLOTS;
    while (slot_users[next]);
    slot_users[next] = 1;
    return next;
}
void swap_ref(uint64_t slot) {
    assert(slot < SLOTS && slot_users[slot] > 0);
    slot_users[slot]++;
}
void swap_put(uint64_t slot) {
    assert(slot < SLOTS && slot_users[slot] > 0);
    slot_users[slot]--;
}

// ---- Where

__attribute__((unused)) static void world_init(uint64_t start, unsigned pages) {
    world_start = start;
    world_pages = pages;
    frames_init();
    for (unsigned i = 0; i < FILES; i++) {
        files[i].data.ops = &contents_ops;
        list_init(&files[i].data.mappings);
    }
}
