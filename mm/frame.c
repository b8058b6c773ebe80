// Physical memory as an array of frames. The array says of each page what it is used for; the free
// ones form a list. All else (how many PTEs map a frame, the next one of a slab or of a page-cache
// chain) is in the frame itself, so no part of the memory system allocates memory to keep track of
// memory.
#include "mm/frame.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/multiboot.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/evict.h"
#include "mm/swap.h"

enum { POISON = 0xa5 };
#define LOW_MEMORY_END 0x100000ul // the first MiB is the firmware's

extern char kernel_end[], boot_begin[];

const char *const frame_type_name[FRAME_TYPES] = {"reserved", "free",      "kernel", "stack",
                                                  "table",    "anonymous", "file"};
uint64_t frame_count[FRAME_TYPES], frame_total;
struct vm_counters vm_counters;
struct frame *frame_array; // indexed by physical address / PAGE_SIZE
static struct frame *free_list;
static bool poison; // in test boots: whoever forgets to fill a frame gets noticed

uint64_t frame_memory_end(void) {
    uint64_t end = page_up(boot_info.ramdisk.end);
    for (size_t i = 0; i < boot_info.memory_count; i++)
        end = max(end, page_down(boot_info.memory[i].end));
    return end;
}

// What is in memory already, and stays there.
enum { TAKEN = 6 };
static struct boot_region taken[TAKEN];

static void find_taken(bool keep_ramdisk) {
    taken[0] = (struct boot_region){0, LOW_MEMORY_END};
    taken[1] = (struct boot_region){(uint64_t)boot_begin, (uint64_t)kernel_end - KERNEL_BASE};
    taken[2] = boot_info.info;
    taken[3] = boot_info.symbols;
    taken[4] = boot_info.strings;
    if (keep_ramdisk)
        taken[5] = boot_info.ramdisk;
}

static const struct boot_region *taken_between(uint64_t start, uint64_t end) {
    for (size_t i = 0; i < TAKEN; i++)
        if (taken[i].start < end && taken[i].end > start)
            return &taken[i];
    return NULL;
}

// Where the frame array goes: as low as possible, for the boot tables reach only the first GiB.
static uint64_t find_space(uint64_t size, uint64_t limit) {
    for (size_t i = 0; i < boot_info.memory_count; i++) {
        uint64_t start = page_up(boot_info.memory[i].start);
        const struct boot_region *other;
        while ((other = taken_between(start, start + size)))
            start = page_up(other->end);
        if (start + size <= min(boot_info.memory[i].end, limit))
            return start;
    }
    panic("no space for the frame array: %lu bytes wanted", size);
}

// Says of the pages from `start` on that begin before `end` what they are used for.
static void mark(uint64_t start, uint64_t end, enum frame_type type) {
    end = min(end, frame_total * PAGE_SIZE);
    for (uint64_t page = page_down(start); page < end; page += PAGE_SIZE)
        frame_of(page)->type = type;
}

void frame_init(uint64_t limit, bool keep_ramdisk) {
    frame_total = min(frame_memory_end(), limit) / PAGE_SIZE;
    find_taken(keep_ramdisk);
    uint64_t size = page_up(frame_total * sizeof(struct frame));
    uint64_t array = find_space(size, limit);
    frame_array = phys_to_virt(array);
    memset(frame_array, 0, size); // FRAME_RESERVED
    for (size_t i = 0; i < boot_info.memory_count; i++)
        mark(page_up(boot_info.memory[i].start), page_down(boot_info.memory[i].end), FRAME_FREE);
    for (size_t i = 0; i < TAKEN; i++)
        mark(taken[i].start, taken[i].end, FRAME_RESERVED);
    mark(array, array + size, FRAME_RESERVED);
    poison = params_has("test");
    // From the top down, so that the list begins with low frames: the boot tables do not reach
    // others.
    for (uint64_t n = frame_total; n-- > 0;) {
        if (frame_array[n].type != FRAME_FREE)
            continue;
        frame_array[n].next_free = free_list;
        free_list = &frame_array[n];
        frame_count[FRAME_FREE]++;
    }
    frame_count[FRAME_RESERVED] = frame_total - frame_count[FRAME_FREE];
}

static void shrink_nothing(void) {
}

void (*frame_shrink)(void) = shrink_nothing;

// Sets *zeroed if all bytes of the frame are 0.
static struct frame *take(enum frame_type type, bool *zeroed) {
    assert(type != FRAME_FREE && type != FRAME_RESERVED);
    if (!free_list && evict_clean(false) == 0)
        frame_shrink();
    struct frame *frame = free_list;
    if (!frame)
        return NULL;
    free_list = frame->next_free;
    frame_count[FRAME_FREE]--;
    frame_count[type]++;
    vm_counters.allocated++;
    trace("alloc frame=%lx type=%s", frame_address(frame), frame_type_name[type]);
    *zeroed = frame->zeroed;
    *frame = (struct frame){.type = type, .arrived = vm_counters.allocated};
    return frame;
}

struct frame *frame_alloc(enum frame_type type) {
    bool zeroed;
    struct frame *frame = take(type, &zeroed);
    if (frame && poison)
        memset(frame_data(frame), POISON, PAGE_SIZE);
    return frame;
}

struct frame *frame_alloc_zeroed(enum frame_type type) {
    bool zeroed;
    struct frame *frame = take(type, &zeroed);
    if (frame && !zeroed)
        memset(frame_data(frame), 0, PAGE_SIZE);
    return frame;
}

void frame_free(struct frame *frame) {
    assert(frame->type != FRAME_FREE && frame->type != FRAME_RESERVED);
    assert(frame->refs == 0 && frame->pins == 0);
    if (frame->type == FRAME_ANON)
        swap_forget(frame);
    frame_count[frame->type]--;
    frame_count[FRAME_FREE]++;
    vm_counters.freed++;
    frame->type = FRAME_FREE;
    frame->next_free = free_list;
    free_list = frame;
    trace("free frame=%lx", frame_address(frame));
}

void frame_set_busy(struct frame *frame, bool busy) {
    trace("busy frame=%lx is=%d", frame_address(frame), busy);
    frame->busy = busy;
    if (!busy)
        wake_up(frame);
}

void *frame_data(const struct frame *frame) {
    return phys_to_virt(frame_address(frame));
}
