// mremap: a mapping shrinks, grows where it is, or moves. A page that moves takes its frame or swap
// slot along. The reverse map finds an anonymous frame by its one address, so a frame that a fork
// shares is copied first: the copy belongs to this process alone. A page whose slot a fork shares
// is swapped in first, for the same reason.
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
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

// Moves a page that is not shared. False without memory for a table. Never sleeps.
static bool move_pte(struct spt *spt, pte_t *from_pte, uint64_t from, uint64_t to) {
    pte_t *to_pte = pagetable_entry(spt->pml4, to, true), pte = *from_pte;
    if (!to_pte)
        return false;
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
    return true;
}

// Whatever is at `from` now goes to `to`. 0, RETRY, or a negative errno. May sleep.
static int move_page(struct spt *spt, uint64_t from, uint64_t to) {
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
    return result != 0 ? result : move_pte(spt, pte, from, to) ? 0 : RETRY;
}

// Moves the pages of a range, one by one: each step starts anew from what the last one, or other
// processes meanwhile, have left. `done` is how far it came. 0 or a negative errno.
static int move_pages(struct spt *spt, uint64_t from, uint64_t to, uint64_t size, uint64_t *done) {
    uint64_t page = from;
    int error = 0;
    while (error >= 0 && pagetable_next(spt->pml4, &page, from + size)) {
        error = move_page(spt, page, to + (page - from));
        if (error == 0)
            page += PAGE_SIZE;
        breathe();
    }
    *done = page - from;
    return error < 0 ? error : 0;
}

// Takes back what move_pages did. Its memory is not shared now, so it takes tables at most, from
// the reserve.
static void move_back(struct spt *spt, uint64_t from, uint64_t to, uint64_t done) {
    pte_t *pte;
    for (uint64_t page = to; (pte = pagetable_next(spt->pml4, &page, to + done)); page += PAGE_SIZE)
        if (!move_pte(spt, pte, page, from + (page - to)))
            oom_kill_current();
    struct spt_record *record = spt_find(spt, from);
    if (record)
        spt_visit_again(record);
}

// A record that gets longer: its file goes on, or its zeroes do.
static void grow_contents(struct spt_record *record, uint64_t size) {
    if (record->kind != SPT_FILE)
        return;
    if (record->zero_bytes == 0)
        record->read_bytes += size;
    else
        record->zero_bytes += size;
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
    struct spt_record twin = *record;
    if (old_size == 0)
        twin.read_bytes = 0;
    twin.start = to;
    twin.end = to + new_size;
    if (twin.kind == SPT_STACK)
        twin.kind = SPT_ANON; // only in its own place does it grow
    grow_contents(&twin, new_size - old_size);
    uint64_t done;
    int error = spt_insert(spt, &twin);
    if (error == 0 && (error = move_pages(spt, from, to, old_size, &done)) < 0) {
        move_back(spt, from, to, done);
        spt_clear(spt, to, to + new_size);
    } else if (error == 0) {
        spt_clear(spt, from, from + old_size);
        spt_join(spt, to, to + new_size);
    }
    spt_join(spt, from, from + old_size);
    return error < 0 ? error : (int64_t)to;
}

// More of the same behind the record, if there is space.
static bool grow(struct spt *spt, const struct spt_record *record, uint64_t size) {
    struct spt_record more = *record;
    more.start = record->end;
    more.end = more.start + size;
    if (!gap_is_free(spt, more.start, size) || more.end > USER_END)
        return false;
    if (more.kind == SPT_FILE) {
        more.offset += record->end - record->start;
        more.read_bytes = record->zero_bytes == 0 ? size : 0;
        more.zero_bytes = size - more.read_bytes;
    }
    if (spt_insert(spt, &more) < 0)
        return false;
    spt_join(spt, more.start, more.end);
    return true;
}

// Whether there may be a mapping, beside the old one.
static bool target_valid(uint64_t old, uint64_t old_size, uint64_t to, uint64_t new_size) {
    return page_offset(to) == 0 && to >= USER_MIN && to <= USER_END && new_size <= USER_END - to &&
           (old >= to + new_size || to >= old + old_size);
}

// Where the mapping shall be, which is `old` if it need not move; or a negative errno.
static int64_t choose_place(struct spt *spt, uint64_t old, uint64_t old_size, uint64_t new_size,
                            bool may_move) {
    const struct spt_record *record = spt_find(spt, old);
    if (new_size <= old_size)
        return old;
    if (record->end == old + old_size && grow(spt, record, new_size - old_size))
        return old;
    uint64_t to = may_move ? gap_find_below(spt, new_size, spt->layout.mmap_top) : 0;
    return to ? (int64_t)to : -ENOMEM;
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
    if (!record || old_size > record->end - old)
        return -EFAULT;
    if (old_size == 0 && !record->shared)
        return -EINVAL;
    int error = new_size > old_size ? personality_may_grow(spt, record, new_size - old_size) : 0;
    if (error < 0)
        return error;
    if (fixed && spt_clear(spt, to, to + new_size) < 0)
        return -ENOMEM;
    if (new_size < old_size && spt_clear(spt, old + new_size, old + old_size) < 0)
        return -ENOMEM;
    if (!fixed &&
        ((to = choose_place(spt, old, old_size, new_size, may_move)) < 0 || (uint64_t)to == old))
        return to;
    return move(spt, old, min(new_size, old_size), to, new_size);
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
