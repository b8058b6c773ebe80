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

// What is in memory already and must not be overwritten. The frame array itself joins as the last.
static struct boot_region in_use[6];
enum { FRAME_ARRAY = 5 };

uint64_t frame_memory_end(void) {
    uint64_t end = page_up(boot_info.ramdisk.end);
    for (size_t i = 0; i < boot_info.memory_count; i++)
        end = max(end, page_down(boot_info.memory[i].end));
    return end;
}

// Whether the page is memory that nothing is in yet.
static bool is_usable(uint64_t page) {
    if (page < LOW_MEMORY_END)
        return false;
    for (size_t i = 0; i < sizeof in_use / sizeof in_use[0]; i++)
        if (page < in_use[i].end && in_use[i].start < page + PAGE_SIZE)
            return false;
    for (size_t i = 0; i < boot_info.memory_count; i++)
        if (boot_info.memory[i].start <= page && page + PAGE_SIZE <= boot_info.memory[i].end)
            return true;
    return false;
}

// So many usable pages in a row: the first address.
static uint64_t find_space(uint64_t size, uint64_t end) {
    uint64_t found = 0;
    for (uint64_t page = 0; page < end; page += PAGE_SIZE) {
        found = is_usable(page) ? found + PAGE_SIZE : 0;
        if (found == size)
            return page + PAGE_SIZE - size;
    }
    panic("no space for the frame array: %lu bytes wanted", size);
}

void frame_init(uint64_t limit, bool keep_ramdisk) {
    uint64_t end = min(frame_memory_end(), limit);
    frame_total = end / PAGE_SIZE;

    in_use[0] = (struct boot_region){(uint64_t)boot_begin, (uint64_t)kernel_end - KERNEL_BASE};
    in_use[1] = boot_info.info;
    in_use[2] = boot_info.symbols;
    in_use[3] = boot_info.strings;
    in_use[4] = keep_ramdisk ? boot_info.ramdisk : (struct boot_region){0, 0};
    uint64_t size = page_up(frame_total * sizeof(struct frame));
    uint64_t start = find_space(size, end);
    in_use[FRAME_ARRAY] = (struct boot_region){start, start + size};

    frame_array = phys_to_virt(start);
    memset(frame_array, 0, size); // FRAME_RESERVED
    poison = params_has("test");
    frame_count[FRAME_RESERVED] = frame_total;
    // From the top down, so that the list begins with low frames: the boot tables reach only the
    // first GiB.
    for (uint64_t n = frame_total; n-- > 0;) {
        if (!is_usable(n * PAGE_SIZE))
            continue;
        frame_array[n] = (struct frame){.type = FRAME_FREE, .next_free = free_list};
        free_list = &frame_array[n];
        frame_count[FRAME_RESERVED]--;
        frame_count[FRAME_FREE]++;
    }
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
    *frame = (struct frame){.type = type};
    if (type == FRAME_ANON || type == FRAME_FILE)
        evict_arrived(frame);
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
