// Swap slots. One count a slot, in pages that are allocated when swapping begins; 0 is free. Slot 0
// is the header, and bad pages are never free.
//
// The header (mkswap, "new style"): at byte 1024 the version, the last page's number, the number of
// bad pages, and from byte 1536 their list; the page ends with "SWAPSPACE2".
#include "mm/swap.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/printf.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/counters.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/pagetable.h"
#include "mm/spt.h"

enum {
    SECTORS_PER_PAGE = PAGE_SIZE / SECTOR_SIZE,
    COUNTS_PER_PAGE = PAGE_SIZE / sizeof(uint16_t),
    COUNT_PAGES = PAGE_SIZE / sizeof(uint16_t *), // so at most 4 GiB of swap are used
    VERSION = 1,
    BAD = UINT16_MAX,
};

struct swap_header {
    uint8_t boot[1024];
    uint32_t version, last_page, bad_count;
    uint8_t uuid[16], label[16];
    uint32_t padding[117];
    uint32_t bad[(PAGE_SIZE - 1536 - 10) / sizeof(uint32_t)];
};

uint64_t swap_total, swap_used, swap_moving;

static struct block_device *device; // NULL: no swap
static uint64_t slots;              // length of the area in pages, the header and bad pages too
static uint16_t **counts;           // [slot / COUNTS_PER_PAGE][slot % COUNTS_PER_PAGE]
static uint64_t next_slot;          // where the search for a free one goes on
static bool ending;                 // swap_off is at work: nothing is swapped out

static uint16_t *count_of(uint64_t slot) {
    assert(slot < slots);
    return &counts[slot / COUNTS_PER_PAGE][slot % COUNTS_PER_PAGE];
}

static int transfer(uint64_t slot, void *page, bool write) {
    trace("swap slot=%lx frame=%lx write=%d", slot, virt_to_phys(page), write);
    struct block_piece piece = {page, SECTORS_PER_PAGE};
    return device->transfer(device, slot * SECTORS_PER_PAGE, &piece, 1, write);
}

int swap_read(uint64_t slot, void *page) {
    assert(*count_of(slot) > 0 && slot > 0);
    return transfer(slot, page, false);
}

int swap_write(uint64_t slot, void *page) {
    assert(*count_of(slot) > 0 && slot > 0);
    return transfer(slot, page, true);
}

bool swap_has_space(void) {
    return swap_used < swap_total && !ending;
}

bool swap_alloc(uint64_t *slot) {
    if (!swap_has_space())
        return false;
    while (*count_of(next_slot) != 0)
        next_slot = (next_slot + 1) % slots;
    *count_of(next_slot) = 1;
    swap_used++;
    *slot = next_slot;
    return true;
}

void swap_ref(uint64_t slot) {
    uint16_t *count = count_of(slot);
    assert(*count > 0 && *count < BAD - 1); // there are fewer processes than that
    ++*count;
}

void swap_put(uint64_t slot) {
    uint16_t *count = count_of(slot);
    assert(*count > 0 && *count != BAD);
    if (--*count == 0)
        swap_used--;
    if (ending)
        wake_up(&swap_used);
}

void swap_retire(uint64_t slot) {
    assert(*count_of(slot) == 1);
    swap_put(slot);
    *count_of(slot) = BAD;
    swap_total--;
}

unsigned swap_users(uint64_t slot) {
    return slot > 0 && slot < slots && *count_of(slot) != BAD ? *count_of(slot) : 0;
}

const char *swap_device_name(void) {
    return device ? device->name : "";
}

uint64_t swap_all_users(void) {
    uint64_t sum = 0;
    for (uint64_t slot = 1; slot < slots; slot++)
        sum += swap_users(slot);
    return sum;
}

// Puts the frame where the slot was, in every address space that shares it: fork keeps addresses.
// (It may be none: while the disk was read, the pages may have been dropped.)
static void replace_slot(pte_t was, struct frame *frame) {
    list_for_each(struct spt, spt, &address_spaces, all) {
        pte_t *pte = pagetable_entry(spt->pml4, frame->index, false);
        if (!pte || *pte != was)
            continue;
        spt_unmap(spt, pte, frame->index);
        spt_map(spt, pte, frame->index, frame, spt_flags(spt_find(spt, frame->index), false));
    }
}

int swap_in(struct spt *spt, uint64_t address) {
    pte_t was = *pagetable_entry(spt->pml4, address, false);
    struct frame *frame = frame_alloc(FRAME_ANON);
    if (!frame)
        return -ENOMEM;
    frame->index = address;
    frame->pins = 1;
    swap_ref(pte_slot(was)); // so that it stays what it is
    swap_moving++;
    int error = swap_read(pte_slot(was), frame_data(frame));
    swap_moving--;
    frame->pins = 0;
    if (error == 0)
        replace_slot(was, frame);
    swap_put(pte_slot(was));
    if (frame->refs == 0)
        frame_free(frame);
    else
        vm_counters.swapped_in++;
    return error;
}

// ---- Begin and end

static void free_counts(void) {
    for (size_t i = 0; counts && i < COUNT_PAGES; i++)
        kfree(counts[i]);
    kfree(counts);
    counts = NULL;
}

static bool allocate_counts(void) {
    counts = kzalloc(PAGE_SIZE);
    for (size_t i = 0; counts && i * COUNTS_PER_PAGE < slots; i++) {
        counts[i] = kzalloc(PAGE_SIZE);
        if (!counts[i])
            free_counts();
    }
    return counts != NULL;
}

// What is wrong with the header, or NULL.
static const char *check_header(const struct swap_header *header, uint64_t device_pages) {
    if (memcmp((const char *)header + PAGE_SIZE - 10, "SWAPSPACE2", 10) != 0)
        return "no signature of mkswap";
    if (header->version != VERSION)
        return "unknown version";
    if (header->last_page == 0 || header->last_page >= device_pages)
        return "its size is not that of the disk";
    if (header->bad_count > sizeof header->bad / sizeof header->bad[0])
        return "too many bad pages";
    return NULL;
}

static int use_header(const struct swap_header *header) {
    slots = header->last_page + 1ul;
    if (slots > (uint64_t)COUNT_PAGES * COUNTS_PER_PAGE)
        slots = (uint64_t)COUNT_PAGES * COUNTS_PER_PAGE;
    if (!allocate_counts())
        return -ENOMEM;
    *count_of(0) = BAD;
    swap_total = slots - 1;
    for (uint32_t i = 0; i < header->bad_count; i++) {
        if (header->bad[i] >= slots || *count_of(header->bad[i]) == BAD)
            continue;
        *count_of(header->bad[i]) = BAD;
        swap_total--;
    }
    swap_used = 0;
    next_slot = 0;
    return 0;
}

int swap_on(struct block_device *wanted) {
    if (device)
        return -EBUSY;
    struct swap_header *header = kmalloc(PAGE_SIZE);
    if (!header)
        return -ENOMEM;
    device = wanted; // now: another process may call this during the sleep
    int error = wanted->sectors < SECTORS_PER_PAGE ? -EINVAL : transfer(0, header, false);
    if (error == 0) {
        const char *wrong = check_header(header, wanted->sectors / SECTORS_PER_PAGE);
        if (wrong)
            kprintf("swap: %s: %s\n", wanted->name, wrong);
        error = wrong ? -EINVAL : use_header(header);
    }
    kfree(header);
    if (error < 0)
        device = NULL;
    else
        kprintf("swap: %lu KiB on %s\n", swap_total * (PAGE_SIZE / 1024), wanted->name);
    return error;
}

int swap_off(const struct block_device *wanted, int (*bring_back)(void)) {
    if (!counts || device != wanted || ending) // no counts: swap_on is still reading the header
        return -EINVAL;
    ending = true;
    int error = bring_back();
    ending = false;
    if (error < 0)
        return error;
    free_counts();
    device = NULL;
    slots = swap_total = 0;
    return 0;
}
