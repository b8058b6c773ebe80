// Swap slots. One count a slot, in pages that are allocated when swapping begins; 0 is free. Slot 0
// is the header, and bad pages are never free. (mm/swapping.c moves pages between slots and
// frames.)
//
// Slots are given out by next fit: the search goes on where the last one ended, and takes all free
// slots there that it can use. So pages that go out together are neighbours on the disk, and one
// request moves them. The search passes over pages of counts that have no 0: it is short however
// large the disk is.
//
// The header (mkswap, "new style"): at byte 1024 the version, the last page's number, the number of
// bad pages, and from byte 1536 their list; the page ends with "SWAPSPACE2".
#include "mm/swap.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/printf.h"
#include "kernel/sleep.h"
#include "kernel/trace.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/pagecache.h"

enum {
    SECTORS_PER_PAGE = PAGE_SIZE / SECTOR_SIZE,
    COUNTS_PER_PAGE = PAGE_SIZE / sizeof(uint16_t),
    COUNT_PAGES = PAGE_SIZE / sizeof(uint16_t *), // so at most 4 GiB of swap are used
    VERSION = 1,
    BAD = UINT16_MAX,
    KEEP_SHARE = 4,
};

struct swap_header {
    uint8_t boot[1024];
    uint32_t version, last_page, bad_count;
    uint8_t uuid[16], label[16];
    uint32_t padding[117];
    uint32_t bad[(PAGE_SIZE - 1536 - 10) / sizeof(uint32_t)];
};

uint64_t swap_total, swap_used, swap_cached;

static struct block_device *device;   // NULL: no swap
static uint64_t slots;                // length of the area in pages, the header and bad pages too
static uint16_t **counts;             // [slot / COUNTS_PER_PAGE][slot % COUNTS_PER_PAGE]
static uint16_t free_in[COUNT_PAGES]; // how many counts of each of those pages are 0
static uint64_t next_slot;            // where the search for a free one goes on
static bool ending;                   // swap_off is at work: nothing is swapped out

static uint16_t *count_of(uint64_t slot) {
    assert(slot < slots);
    return &counts[slot / COUNTS_PER_PAGE][slot % COUNTS_PER_PAGE];
}

// The slot has got its first user, or, with -1, lost its last one.
static void count_use(uint64_t slot, int users) {
    swap_used += users;
    free_in[slot / COUNTS_PER_PAGE] -= users;
}

// A free slot is never used again.
static void set_bad(uint64_t slot) {
    *count_of(slot) = BAD;
    free_in[slot / COUNTS_PER_PAGE]--;
    swap_total--;
}

int swap_transfer(uint64_t slot, void *const *pages, size_t n, bool write) {
    struct block_piece pieces[AHEAD_MOST];
    assert(n <= AHEAD_MOST);
    for (size_t i = 0; i < n; i++) {
        assert(!counts || *count_of(slot + i) > 0);
        trace("swap slot=%lx frame=%lx write=%d", slot + i, virt_to_phys(pages[i]), write);
        pieces[i] = (struct block_piece){pages[i], SECTORS_PER_PAGE};
    }
    return device->transfer(device, slot * SECTORS_PER_PAGE, pieces, n, write);
}

bool swap_has_space(void) {
    return swap_used < swap_total && !ending;
}

size_t swap_alloc(size_t n, uint64_t *slot) {
    if (!swap_has_space())
        return 0;
    while (*count_of(next_slot) != 0) {
        uint64_t page = next_slot / COUNTS_PER_PAGE;
        next_slot = (free_in[page] > 0 ? next_slot + 1 : (page + 1) * COUNTS_PER_PAGE);
        next_slot = next_slot < slots ? next_slot : 0;
    }
    *slot = next_slot;
    do {
        *count_of(next_slot) = 1;
        count_use(next_slot, 1);
        next_slot++;
    } while (next_slot < slots && next_slot < *slot + n && *count_of(next_slot) == 0);
    size_t found = next_slot - *slot;
    next_slot %= slots;
    return found;
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
        count_use(slot, -1);
    if (ending)
        wake_up(&swap_used);
}

// ---- Slots of frames

void swap_keep(struct frame *frame, uint64_t slot) {
    assert(frame->slot == 0);
    trace("slot frame=%lx slot=%lx", frame_address(frame), slot);
    frame->slot = slot;
    swap_cached++;
}

void swap_forget(struct frame *frame) {
    if (frame->slot == 0)
        return;
    trace("slot frame=%lx slot=0", frame_address(frame));
    swap_put(frame->slot);
    frame->slot = 0;
    swap_cached--;
}

void swap_retire(struct frame *frame) {
    uint64_t slot = frame->slot;
    assert(*count_of(slot) == 1);
    swap_forget(frame);
    set_bad(slot);
}

bool swap_has_plenty(void) {
    return swap_used < swap_total - swap_total / KEEP_SHARE && !ending;
}

// Frames give back the slots that they keep. (A pinned one is being swapped out or in: whoever pins
// it gives its slot back, or its page goes to swap, and is brought back from there.)
static void forget_all(void) {
    for (uint64_t n = 0; n < frame_total; n++, breathe()) {
        struct frame *frame = frame_number(n);
        if (frame->type == FRAME_ANON && frame->pins == 0)
            swap_forget(frame);
    }
}

// ---- Questions

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

// ---- Begin and end

// There is no disk to swap to, and no slot.
static void give_up(void) {
    for (size_t i = 0; counts && i < COUNT_PAGES; i++)
        kfree(counts[i]);
    kfree(counts);
    counts = NULL;
    device = NULL;
    slots = swap_total = 0;
}

// False: there is no memory. Then some may be allocated.
static bool allocate_counts(void) {
    counts = kzalloc(PAGE_SIZE);
    if (!counts)
        return false;
    for (uint64_t page = 0; page * COUNTS_PER_PAGE < slots; page++) {
        counts[page] = kzalloc(PAGE_SIZE);
        if (!counts[page])
            return false;
        free_in[page] = min(slots - page * COUNTS_PER_PAGE, (uint64_t)COUNTS_PER_PAGE);
    }
    return true;
}

// What is wrong with the header, or NULL.
static const char *check_header(const struct swap_header *header, uint64_t device_pages) {
    if (memcmp((const char *)header + PAGE_SIZE - 10, "SWAPSPACE2", 10) != 0)
        return "no signature of mkswap";
    if (header->version != VERSION)
        return "unknown version";
    if (header->last_page == 0 || header->last_page >= device_pages)
        return "its size is not that of the disk";
    bool bad_known = header->bad_count <= sizeof header->bad / sizeof header->bad[0];
    return bad_known ? NULL : "too many bad pages";
}

static int use_header(const struct swap_header *header) {
    slots = min(header->last_page + 1ul, (uint64_t)COUNT_PAGES * COUNTS_PER_PAGE);
    if (!allocate_counts())
        return -ENOMEM;
    swap_total = slots;
    set_bad(0);
    for (uint32_t i = 0; i < header->bad_count; i++)
        if (header->bad[i] < slots && *count_of(header->bad[i]) != BAD)
            set_bad(header->bad[i]);
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
    int error = wanted->sectors < SECTORS_PER_PAGE ? -EINVAL
                                                   : swap_transfer(0, (void *[]){header}, 1, false);
    if (error == 0) {
        const char *wrong = check_header(header, wanted->sectors / SECTORS_PER_PAGE);
        if (wrong)
            kprintf("swap: %s: %s\n", wanted->name, wrong);
        error = wrong ? -EINVAL : use_header(header);
    }
    kfree(header);
    if (error < 0)
        give_up();
    else
        kprintf("swap: %lu KiB on %s\n", swap_total * (PAGE_SIZE / 1024), wanted->name);
    return error;
}

int swap_off(const struct block_device *wanted, int (*bring_back)(void)) {
    if (!counts || device != wanted || ending) // no counts: swap_on is still reading the header
        return -EINVAL;
    ending = true;
    forget_all();
    int error = bring_back();
    ending = false;
    if (error == 0)
        give_up();
    return error;
}
