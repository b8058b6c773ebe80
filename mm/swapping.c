// Swapping: pages leave for slots and come back. Three things make it fast, and none of them
// changes what a page fault means.
//
// Runs. The clock (mm/evict.c) chooses many pages before the first one is written. They are sorted
// by address and get neighbouring slots, as far as there are, so that one request writes them.
//
// The swap cache. A page that comes back keeps its slot, and its PTEs are read-only. As long as it
// is not written to, memory and disk have the same contents:
//
//     in its slot --(swap_in)--> in a frame that keeps the slot --(write)--> in a frame
//          ^                               |                                    |
//          +---(swap_out, no disk)---------+      (swap_out: a new slot, written)
//          +-----------------------------------------------------------------+
//
// So a page goes out again without a request. The write is a fault, which gives the slot back.
//
// Reading ahead. If the pages before this one were just used, a program probably goes through them
// in order. Then the pages behind it are read by the same request, if they are in the slots behind
// its slot. They are mapped at once. If nobody uses them, they are the first to go, and they still
// have their slots.
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/panic.h"
#include "mm/counters.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/pagecache.h"
#include "mm/rmap.h"
#include "mm/spt.h"
#include "mm/swap.h"

// ---- Out

// The frame's way out ends. If it has a slot, that has the same contents: all its PTEs get the
// slot, and it is freed. It stays in memory if it has none, or if the page was locked meanwhile.
static void leave(struct frame *frame) {
    if (frame->busy)
        frame_set_busy(frame, false);
    frame->pins--;
    if (frame->refs > 0 && frame->slot > 0 && !rmap_is_locked(frame))
        rmap_unmap(frame, pte_of_slot(frame->slot));
    if (frame->refs == 0)
        frame_free(frame);
    else
        swap_forget(frame);
}

// Writes frames to slots in a row, and again one by one if that failed: one of them may be bad.
// While a page is written it must not change: its PTEs are read-only and the frame is busy, so that
// a write faults and waits. The frames are freed from the last one on, so that they are allocated
// in their order again.
static unsigned write_run(struct frame *const *frames, size_t n, uint64_t slot) {
    void *pages[AHEAD_MOST];
    unsigned failures = 0;
    assert(n > 0 && n <= AHEAD_MOST);
    for (size_t i = 0; i < n; i++) {
        swap_keep(frames[i], slot + i);
        frame_set_busy(frames[i], true);
        rmap_write_protect(frames[i]);
        pages[i] = frame_data(frames[i]);
    }
    int error = swap_transfer(slot, pages, n, true);
    for (size_t i = n; i-- > 0;) {
        int failed = error < 0 && n > 1 ? swap_transfer(slot + i, &pages[i], 1, true) : error;
        if (failed < 0)
            swap_retire(frames[i]);
        else
            vm_counters.swapped_out += frames[i]->refs > 0;
        failures += failed < 0;
        leave(frames[i]);
    }
    return failures;
}

static void sort_by_address(struct frame **frames, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct frame *frame = frames[i];
        size_t at = i;
        for (; at > 0 && frames[at - 1]->index > frame->index; at--)
            frames[at] = frames[at - 1];
        frames[at] = frame;
    }
}

unsigned swap_out(struct frame **frames, size_t n) {
    uint64_t slot;
    unsigned failures = 0;
    size_t first = n, found; // of those that must be written
    sort_by_address(frames, n);
    for (size_t i = n; i-- > 0;) {
        if (frames[i]->slot > 0 || frames[i]->refs == 0)
            leave(frames[i]);
        else
            frames[--first] = frames[i];
    }
    for (; first < n && (found = swap_alloc(n - first, &slot)) > 0; first += found)
        failures += write_run(frames + first, found, slot);
    for (; first < n; first++)
        leave(frames[first]);
    return failures;
}

// ---- In

// Puts the frame where the slot was, in every address space that shares it: fork keeps addresses.
// (It may be none: while the disk was read, the pages may have been dropped.)
static void replace_slot(pte_t was, struct frame *frame) {
    list_for_each(struct spt, spt, &address_spaces, all) {
        pte_t *pte = pagetable_entry(spt->pml4, frame->index, false);
        if (!pte || *pte != was)
            continue;
        spt_unmap(spt, pte, frame->index);
        spt_map(spt, pte, frame, spt_flags(spt_find(spt, frame->index), false));
    }
}

// How many pages to read from this one on, within its table: twice as many as were just used before
// it, and none for which others would have to go.
static size_t run_length(const pte_t *pte) {
    const pte_t used = PTE_PRESENT | PTE_ACCESSED;
    size_t before = page_offset((uint64_t)pte) / sizeof *pte, n = 0;
    while (n < before && n < ahead_most && (pte[-1 - (long)n] & used) == used)
        n++;
    n = min(2 * n, ahead_most);
    n = min(n, evict_spare());
    return max(min(n, PAGE_SIZE / sizeof *pte - before), 1ul);
}

// Reads the pages of PTEs that name slots in a row, at most `n`.
static int read_run(const pte_t *pte, uint64_t address, size_t n) {
    struct frame *frames[AHEAD_MOST];
    void *pages[AHEAD_MOST];
    uint64_t slot = pte_slot(*pte);
    size_t found = 0;
    while (found < n && pte[found] == pte_of_slot(slot + found) &&
           (frames[found] = frame_alloc(FRAME_ANON))) {
        frames[found]->index = address + found * PAGE_SIZE;
        frames[found]->pins = 1;
        swap_ref(slot + found); // so that it stays what it is
        swap_keep(frames[found], slot + found);
        pages[found] = frame_data(frames[found]);
        found++;
    }
    int error = found > 0 ? swap_transfer(slot, pages, found, false) : -ENOMEM;
    for (size_t i = 0; i < found; i++) {
        frames[i]->pins = 0;
        if (error == 0)
            replace_slot(pte_of_slot(slot + i), frames[i]);
        vm_counters.swapped_in += frames[i]->refs > 0;
        if (frames[i]->refs == 0)
            frame_free(frames[i]);
        else if (!swap_has_plenty())
            swap_forget(frames[i]);
    }
    return error;
}

int swap_in(struct spt *spt, uint64_t address) {
    const pte_t *pte = pagetable_entry(spt->pml4, address, false);
    size_t n = run_length(pte);
    spt->users++; // it stays while the disk is read
    int error = read_run(pte, address, n);
    if (error == -EIO && n > 1) { // which may be another page's
        pte = pagetable_entry(spt->pml4, address, false);
        error = pte && *pte & PTE_SWAPPED ? read_run(pte, address, 1) : 0;
    }
    spt_destroy(spt);
    return error;
}
