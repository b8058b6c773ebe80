// mremap: a mapping shrinks, grows where it is, or moves. A page that moves takes its frame or swap
// slot along. The reverse map finds an anonymous frame by its one address, so a frame that a fork
// shares is copied first: the copy belongs to this process alone. A page whose slot a fork shares
// is swapped in first, for the same reason. That can fail, so it is done for all pages before the
// first one moves: what has not begun need not be taken back.
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/linux/time/vdso.h"
#include "kernel/personality.h"
#include "kernel/syscall.h"
#include "mm/counters.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/gap.h"
#include "mm/object.h"
#include "mm/oom.h"
#include "mm/swap.h"
#include "proc/sched.h"

enum { MREMAP_MAYMOVE = 1, MREMAP_FIXED = 2 };

enum { RETRY = 1 }; // what a step looked at may have changed while it slept

static bool is_shared_in_swap(pte_t pte) {
    return pte & PTE_SWAPPED && swap_users(pte_slot(pte)) > 1;
}

// Replaces a shared anonymous frame by a copy of it. 0, or RETRY.
static int unshare(struct spt *spt, pte_t *pte, uint64_t page) {
    if (!pte_in_memory(*pte) || pte_address(*pte) == zero_page_address())
        return 0;
    struct frame *frame = frame_of(pte_address(*pte));
    if (frame->type != FRAME_ANON || frame->refs == 1)
        return 0;
    if (frame->busy) {
        sleep_on(frame, false);
        return RETRY;
    }
    struct frame *copy = frame_alloc(FRAME_ANON);
    if (!copy)
        return RETRY; // others took what was reserved
    copy->index = page;
    memcpy(frame_data(copy), frame_data(frame), PAGE_SIZE);
    uint64_t flags = *pte & ~PTE_ADDRESS;
    spt_unmap(spt, pte, page);
    spt_map(spt, pte, copy, flags);
    vm_counters.copied++;
    return 0;
}

// Makes the page this process's own, and a table for it in the new place. 0, RETRY, or a negative
// errno. May sleep.
static int prepare_page(struct spt *spt, uint64_t from, uint64_t to) {
    if (!evict_reserve(FRAMES_FOR_PAGE))
        return -ENOMEM;
    pte_t *pte = pagetable_entry(spt->pml4, from, false);
    if (!pte || !*pte)
        return 0;
    if (is_shared_in_swap(*pte)) {
        int error = swap_in(spt, from);
        return error < 0 && error != -ENOMEM ? error : RETRY;
    }
    int result = unshare(spt, pte, from);
    return result != 0 || pagetable_entry(spt->pml4, to, true) ? result : RETRY;
}

// Each step starts anew from what the last one, or other processes meanwhile, have left.
static int prepare_pages(struct spt *spt, uint64_t from, uint64_t to, uint64_t size) {
    int error = 0;
    uint64_t page = from;
    while (error >= 0 && pagetable_next(spt->pml4, &page, from + size)) {
        error = prepare_page(spt, page, to + (page - from));
        if (error == 0)
            page += PAGE_SIZE;
        breathe();
    }
    return min(error, 0);
}

// Moves a page that is not shared. Never sleeps.
static void move_page(struct spt *spt, pte_t *from_pte, uint64_t from, uint64_t to) {
    pte_t *to_pte = pagetable_entry(spt->pml4, to, true), pte = *from_pte;
    if (!to_pte) { // its table has gone meanwhile, and so has the reserve
        oom_kill_current();
        return;
    }
    if (*to_pte) // another runner has touched the new place already
        spt_unmap(spt, to_pte, to);
    pte_set(to_pte, pte);
    pte_set(from_pte, 0);
    tlb_flush_page(from);
    if (pte_in_memory(pte) && pte_address(pte) != zero_page_address()) {
        struct frame *frame = frame_of(pte_address(pte));
        if (frame->type == FRAME_ANON)
            frame->index = to;
    }
}

// A killed process has lost its record of the new place: it moves no more pages there.
static void move_pages(struct spt *spt, uint64_t from, uint64_t to, uint64_t end) {
    pte_t *pte;
    for (uint64_t page = from; !current->killed && (pte = pagetable_next(spt->pml4, &page, end));
         page += PAGE_SIZE, breathe())
        move_page(spt, pte, page, to + (page - from));
}

// The record of exactly the old range gets a twin in the new place, the pages follow, and it goes.
// If the old size is 0, the twin is a second view of the same file, which is shared.
static int64_t move(struct spt *spt, uint64_t from, uint64_t old_size, uint64_t to,
                    uint64_t new_size) {
    if (spt_split(spt, from) < 0 || spt_split(spt, from + old_size) < 0) {
        spt_join(spt, from, from);
        return -ENOMEM;
    }
    const struct spt_record *record = spt_find(spt, from);
    if (!record)
        return -EFAULT; // a second view took its place, or the process was killed and emptied
    struct spt_record twin = spt_part(record, from, from + new_size);
    twin.start = to;
    twin.end = to + new_size;
    if (twin.kind == SPT_STACK)
        twin.kind = SPT_ANON; // only in its own place does it grow
    int error = spt_insert(spt, &twin);
    if (error == 0 && (error = prepare_pages(spt, from, to, old_size)) < 0)
        spt_clear(spt, to, to + new_size);
    if (error == 0) {
        move_pages(spt, from, to, from + old_size);
        spt_clear(spt, from, from + old_size);
        spt_join(spt, to, to + new_size);
    }
    spt_join(spt, from, from + old_size);
    return error < 0 ? error : (int64_t)to;
}

// More of the same behind the record, if it ends at `end` and there is space.
static bool grow(struct spt *spt, const struct spt_record *record, uint64_t end, uint64_t size) {
    struct spt_record more = spt_part(record, end, end + size);
    if (record->end != end || !gap_is_free(spt, end, size) || more.end > USER_END ||
        spt_insert(spt, &more) < 0)
        return false;
    spt_join(spt, more.start, more.end);
    return true;
}

// Whether there may be a mapping, beside the old one.
static bool target_valid(uint64_t old, uint64_t old_size, uint64_t to, uint64_t new_size) {
    return page_offset(to) == 0 && to >= USER_MIN && to <= USER_END && new_size <= USER_END - to &&
           (old >= to + new_size || to >= old + old_size);
}

static int64_t remap(struct spt *spt, uint64_t old, uint64_t old_length, uint64_t new_length,
                     uint64_t flags, int64_t to) {
    uint64_t old_size = page_up(old_length), new_size = page_up(new_length);
    bool may_move = flags & MREMAP_MAYMOVE, fixed = flags & MREMAP_FIXED;
    if (flags & ~(uint64_t)(MREMAP_MAYMOVE | MREMAP_FIXED) || (fixed && !may_move) ||
        page_offset(old) || new_size == 0 || new_size > USER_END ||
        (fixed && !target_valid(old, old_size, to, new_size)))
        return -EINVAL;
    const struct spt_record *record = spt_find(spt, old);
    if (record && old_size == 0 && !record->shared)
        return -EINVAL;
    if (!record || old_size > record->end - old ||
        (new_size > old_size && record->object && vdso_name(record->object))) // the vDSO ends
        return -EFAULT;
    int error = new_size > old_size ? personality_may_grow(spt, record, new_size - old_size) : 0;
    if (error < 0)
        return error;
    if (fixed && spt_clear(spt, to, to + new_size) < 0)
        return -ENOMEM;
    if (new_size < old_size && spt_clear(spt, old + new_size, old + old_size) < 0)
        return -ENOMEM;
    old_size = min(new_size, old_size);
    if (!fixed && (new_size == old_size || grow(spt, record, old + old_size, new_size - old_size)))
        return old;
    if (!fixed)
        to = may_move ? gap_find_below(spt, new_size, spt->layout.mmap_top) : 0;
    return to > 0 ? move(spt, old, old_size, to, new_size) : -ENOMEM;
}

int64_t sys_mremap(uint64_t old, uint64_t old_length, uint64_t new_length, uint64_t flags,
                   uint64_t to) {
    struct spt *spt = current->spt;
    lock_acquire(&spt->edit);
    int64_t result = remap(spt, old, old_length, new_length, flags, to);
    lock_release(&spt->edit);
    object_delete_discarded(); // as in munmap
    return result;
}
