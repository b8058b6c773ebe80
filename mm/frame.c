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

// Memory that nothing is in yet.
enum { AREAS_MOST = BOOT_REGIONS_MAX + 8 };
static struct boot_region areas[AREAS_MOST];
static size_t area_count;

uint64_t frame_memory_end(void) {
    uint64_t end = page_up(boot_info.ramdisk.end);
    for (size_t i = 0; i < boot_info.memory_count; i++)
        end = max(end, page_down(boot_info.memory[i].end));
    return end;
}

// Takes what is in memory already out of the areas: each may become shorter, empty or two.
static void take_out(struct boot_region used) {
    uint64_t start = page_down(used.start), end = page_up(used.end);
    for (size_t i = area_count; i-- > 0;) {
        struct boot_region *area = &areas[i], rest = {max(area->start, end), area->end};
        if (start >= area->end || end <= area->start)
            continue;
        area->end = max(area->start, start);
        if (rest.start < rest.end && area_count < AREAS_MOST)
            areas[area_count++] = rest;
    }
}

// Where the frame array goes: as low as possible, for the boot tables reach only the first GiB.
static struct boot_region find_space(uint64_t size) {
    struct boot_region found = {UINT64_MAX, 0};
    for (size_t i = 0; i < area_count; i++)
        if (areas[i].end - areas[i].start >= size && areas[i].start < found.start)
            found = (struct boot_region){areas[i].start, areas[i].start + size};
    if (found.end == 0)
        panic("no space for the frame array: %lu bytes wanted", size);
    return found;
}

static void find_areas(uint64_t limit, bool keep_ramdisk) {
    for (size_t i = 0; i < boot_info.memory_count; i++) {
        uint64_t end = page_down(min(boot_info.memory[i].end, limit));
        uint64_t start = min(page_up(boot_info.memory[i].start), end);
        areas[area_count++] = (struct boot_region){start, end};
    }
    take_out((struct boot_region){0, LOW_MEMORY_END});
    take_out((struct boot_region){(uint64_t)boot_begin, (uint64_t)kernel_end - KERNEL_BASE});
    take_out(boot_info.info);
    take_out(boot_info.symbols);
    take_out(boot_info.strings);
    if (keep_ramdisk)
        take_out(boot_info.ramdisk);
}

void frame_init(uint64_t limit, bool keep_ramdisk) {
    frame_total = min(frame_memory_end(), limit) / PAGE_SIZE;
    find_areas(limit, keep_ramdisk);
    uint64_t size = page_up(frame_total * sizeof(struct frame));
    struct boot_region array = find_space(size);
    take_out(array);
    frame_array = phys_to_virt(array.start);
    memset(frame_array, 0, size); // FRAME_RESERVED
    poison = params_has("test");
    for (size_t i = 0; i < area_count; i++)
        for (uint64_t page = areas[i].start; page < areas[i].end; page += PAGE_SIZE)
            frame_of(page)->type = FRAME_FREE;
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
    if (!free_list && evict_clean() == 0)
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
