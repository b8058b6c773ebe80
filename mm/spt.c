// The SPT: which ranges of an address space exist and what fills them. Its records are in a
// balanced tree (spt_tree.c).
//
// The SPT says what should be there; the page table says what is. A page of a record with an empty
// PTE costs nothing.
#include "mm/spt.h"
#include "kernel/cpu.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/panic.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "mm/evict.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/object.h"
#include "mm/spt_tree.h"
#include "mm/swap.h"

enum { PIECE_FRAMES = 8 };    // to copy a piece: tables, records
enum { RECORDS_MAX = 65530 }; // as Linux's vm.max_map_count

struct list address_spaces = {&address_spaces, &address_spaces};
uint64_t spt_locked_bytes, promised_total;

const uint8_t zero_page[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

struct spt *spt_new(void) {
    struct spt *spt = kzalloc(sizeof *spt);
    if (!spt)
        return NULL;
    spt->pml4 = pagetable_new();
    if (!spt->pml4) {
        kfree(spt);
        return NULL;
    }
    spt->users = 1;
    list_append(&address_spaces, &spt->all);
    return spt;
}

// Counts the bytes of a record that has joined the address space, or, negative, that leaves it.
static void account(struct spt *spt, const struct spt_record *record, int64_t bytes) {
    trace("record space=%lx start=%lx end=%lx prot=%d kind=%d shared=%d locked=%d object=%lx "
          "offset=%lx read=%lx there=%d",
          virt_to_phys(spt->pml4), record->start, record->end, record->prot, record->kind,
          record->shared, record->locked, (uint64_t)record->object, record->offset,
          record->read_bytes, bytes > 0);
    spt->size += bytes;
    spt->locked += record->locked ? bytes : 0;
    spt_locked_bytes += record->locked ? bytes : 0;
    if (!spt_is_private_writable(record))
        return;
    spt->data += record->kind == SPT_STACK ? 0 : bytes;
    if (record->unreserved)
        return;
    spt->promised += bytes;
    promised_total += bytes;
}

static int64_t size_of(const struct spt_record *record) {
    return record->end - record->start;
}

void spt_change(struct spt *spt, struct spt_record *record, uint8_t prot, bool locked) {
    account(spt, record, -size_of(record));
    record->prot = prot;
    record->locked = locked;
    account(spt, record, size_of(record));
}

int spt_insert(struct spt *spt, const struct spt_record *wanted) {
    assert(wanted->start % PAGE_SIZE == 0 && wanted->end % PAGE_SIZE == 0);
    assert(wanted->kind != SPT_FILE ||
           wanted->read_bytes + wanted->zero_bytes == wanted->end - wanted->start);
    if (wanted->start >= wanted->end || wanted->start < USER_MIN || wanted->end > USER_END)
        return -EINVAL;
    if (spt->records >= RECORDS_MAX)
        return -ENOMEM;
    if (!spt_is_free(spt, wanted->start, wanted->end))
        return -EEXIST;
    struct spt_record *record = kmalloc(sizeof *record);
    if (!record)
        return -ENOMEM;
    *record = *wanted;
    record->spt = spt;
    if (record->object) {
        record->object->ops->ref(record->object, record->name);
        list_append(&record->object->mappings, &record->in_object);
        record->object->writers += record->shared && record->may_write;
    }
    spt_tree_insert(spt, record);
    spt->records++;
    account(spt, record, size_of(record));
    return 0;
}

uint64_t spt_open = PTE_PRESENT | PTE_USER;

uint64_t spt_flags(const struct spt_record *record, bool writable) {
    return (record->prot ? spt_open : 0) | (writable && record->prot & PROT_WRITE ? PTE_WRITE : 0) |
           (record->prot & PROT_EXEC ? 0 : PTE_NX);
}

void spt_map(struct spt *spt, pte_t *pte, struct frame *frame, uint64_t flags) {
    assert(*pte == 0);
    frame->refs++;
    spt->resident++;
    spt->resident_file += frame->type == FRAME_FILE;
    pte_set(pte, frame_address(frame) | flags);
}

// What a PTE had mapped, and does not any more.
static inline void release(struct spt *spt, pte_t was) {
    if (was & PTE_SWAPPED) {
        spt->swapped--;
        swap_put(pte_slot(was));
        return;
    }
    if (pte_address(was) == zero_page_address())
        return;
    struct frame *frame = frame_of(pte_address(was));
    assert(frame->refs > 0);
    frame->refs--;
    spt->resident--;
    spt->resident_file -= frame->type == FRAME_FILE;
    if (frame->type == FRAME_ANON && frame->refs == 0 && frame->pins == 0)
        frame_free(frame); // a pinned one is on its way to swap: mm/evict.c frees it
}

void spt_unmap(struct spt *spt, pte_t *pte, uint64_t address) {
    pte_t was = *pte;
    pte_set(pte, 0);
    tlb_flush_page(address);
    release(spt, was);
}

bool spt_forget_piece(struct spt *spt, uint64_t *start, uint64_t end) {
    struct ptes all;
    if (!pagetable_first(spt->pml4, *start, end, &all)) {
        *start = end;
        return false;
    }
    struct ptes at = all;
    bool loaded = running_space() == spt; // else the processor has no translation to forget
    ptes_for_each(at) {
        pte_t was = *at.pte;
        pte_change(at.pte, 0);
        if (loaded)
            invlpg(at.page);
        release(spt, was);
    }
    pagetable_recount(all.pte, at.used - all.used);
    if (at.used == 0)
        pagetable_trim(spt->pml4, all.page);
    *start = all.end;
    return at.used < all.used;
}

// It sleeps only after it has dropped something, so it comes to an end: where a piece has nothing
// to drop, the rest of its table is not the range's, and that is true of two tables at most.
bool spt_forget(struct spt *spt, uint64_t start, uint64_t end) {
    for (bool slept = false;;) {
        bool dropped = spt_forget_piece(spt, &start, end);
        if (start == end)
            return slept;
        if (dropped)
            breathe();
        slept |= dropped;
    }
}

// Takes a record away whose pages are gone or have become another's.
static void remove_record(struct spt *spt, struct spt_record *record) {
    spt_tree_remove(spt, record);
    spt->records--;
    account(spt, record, -size_of(record));
    if (record->object) {
        list_remove(&record->in_object);
        record->object->writers -= record->shared && record->may_write;
        record->object->ops->put(record->object, record->name);
    }
    kfree(record);
}

struct spt_record spt_part(const struct spt_record *record, uint64_t start, uint64_t end) {
    struct spt_record part = *record;
    uint64_t before = start - record->start, size = end - start;
    part.start = start;
    part.end = end;
    if (record->kind == SPT_FILE) {
        uint64_t left = record->zero_bytes == 0       ? size
                        : record->read_bytes > before ? record->read_bytes - before
                                                      : 0;
        part.offset += before;
        part.read_bytes = min(left, size);
        part.zero_bytes = size - part.read_bytes;
    }
    return part;
}

// Gives the record another range, between the same neighbours, and what fills it.
static void resize(struct spt *spt, struct spt_record *record, const struct spt_record *wanted) {
    account(spt, record, -size_of(record));
    record->start = wanted->start;
    record->end = wanted->end;
    record->offset = wanted->offset;
    record->read_bytes = wanted->read_bytes;
    record->zero_bytes = wanted->zero_bytes;
    account(spt, record, size_of(record));
    spt_tree_resize(spt, record);
}

int spt_split(struct spt *spt, uint64_t address) {
    struct spt_record *record = spt_find(spt, address);
    if (!record || record->start == address)
        return 0;
    struct spt_record upper = spt_part(record, address, record->end), whole = *record;
    struct spt_record lower = spt_part(record, record->start, address);
    resize(spt, record, &lower);
    int error = spt_insert(spt, &upper);
    if (error < 0)
        resize(spt, record, &whole); // undone
    return error;
}

static bool continues(const struct spt_record *a, const struct spt_record *b) {
    if (a->end != b->start || a->kind != b->kind || a->prot != b->prot || a->shared != b->shared ||
        a->may_write != b->may_write || a->object != b->object || a->name != b->name ||
        a->locked != b->locked || a->unreserved != b->unreserved)
        return false;
    return a->kind != SPT_FILE ||
           ((a->zero_bytes == 0 || b->read_bytes == 0) && // first all that is read, then the zeroes
            a->offset + (a->end - a->start) == b->offset);
}

// The record has got pages of another record of its file. A walk over the file's records that has
// passed this one (mm/rmap.c) must see it again, so it moves to their end.
static void visit_again(struct spt_record *record) {
    if (!record->object)
        return;
    list_remove(&record->in_object);
    list_append(&record->object->mappings, &record->in_object);
}

// Whether the record took in the next one.
static bool join_next(struct spt *spt, struct spt_record *record) {
    struct spt_record *next = spt_first_above(spt, record->end), whole = *record;
    if (!next || !continues(record, next))
        return false;
    whole.end = next->end;
    whole.read_bytes += next->read_bytes;
    whole.zero_bytes += next->zero_bytes;
    remove_record(spt, next);
    resize(spt, record, &whole);
    visit_again(record);
    return true;
}

void spt_join(struct spt *spt, uint64_t start, uint64_t end) {
    uint64_t at = start > 0 ? start - 1 : 0;
    struct spt_record *record;
    for (; (record = spt_first_above(spt, at)) && record->end <= end; breathe())
        at = join_next(spt, record) ? record->start : record->end;
}

// Record by record, each after its pages. While those are dropped, others run: they may touch pages
// again, or edit records. So a record goes only if it went without a sleep.
int spt_clear(struct spt *spt, uint64_t start, uint64_t end) {
    for (;; breathe()) {
        if (spt_split(spt, start) < 0)
            return -ENOMEM; // nothing was changed, unless others have joined what we parted
        struct spt_record *record = spt_first_above(spt, start);
        if (!record || record->start >= end)
            return 0;
        uint64_t stop = min(record->end, end);
        if (spt_forget(spt, record->start, stop))
            continue;
        if (stop == record->end) {
            remove_record(spt, record);
        } else {
            struct spt_record rest = spt_part(record, stop, record->end);
            resize(spt, record, &rest);
        }
        if (stop == end)
            return 0;
    }
}

void spt_grow_down(struct spt *spt, struct spt_record *stack, uint64_t start) {
    assert(stack->kind == SPT_STACK && start < stack->start && start % PAGE_SIZE == 0);
    struct spt_record grown = *stack;
    grown.start = start;
    resize(spt, stack, &grown);
}

struct spt_fill spt_fill(const struct spt_record *record, uint64_t address) {
    uint64_t position = page_down(address) - record->start;
    if (record->kind != SPT_FILE || position >= record->read_bytes)
        return (struct spt_fill){0, 0};
    uint64_t left = record->read_bytes - position;
    return (struct spt_fill){min(left, PAGE_SIZE), record->offset + position};
}

// fork's share of the pages in one table: both sides map the frames, private ones read-only, so
// that the first write of either copies the page. Pages in swap are shared there.
static void share_pages(struct spt *to, pte_t *to_pte, struct ptes from, bool shared) {
    const struct ptes all = from;
    uint32_t resident = 0, files = 0;
    ptes_for_each(from) {
        pte_t pte = *from.pte & (shared ? ~0ul : ~(pte_t)PTE_WRITE);
        pte_change(from.pte, pte);
        pte_change(&to_pte[from.pte - all.pte], pte);
        if (pte & PTE_SWAPPED) {
            swap_ref(pte_slot(pte));
            to->swapped++;
        } else if (pte_address(pte) != zero_page_address()) {
            struct frame *frame = frame_of(pte_address(pte));
            frame->refs++;
            resident++;
            files += frame->type == FRAME_FILE;
        }
    }
    to->resident += resident;
    to->resident_file += files;
    pagetable_recount(to_pte, all.used - from.used);
}

// One table of a record at a time; between two, others may run. Pages are evicted from both spaces
// alike. (The record is in the copy as a whole from the beginning on: what it lacks are pages.)
static bool copy_all(struct spt *to, struct spt *from) {
    for (uint64_t at = 0;; breathe()) {
        if (!evict_reserve(PIECE_FRAMES)) // also when it was killed
            return false;
        const struct spt_record *record = spt_first_above(from, at);
        if (!record)
            return true;
        struct spt_record copy = *record;
        copy.locked = false; // a child locks for itself
        if (record->start >= at && spt_insert(to, &copy) < 0)
            return false;
        struct ptes ptes;
        at = max(at, record->start);
        if (!pagetable_next(from->pml4, &at, record->end))
            continue;
        pagetable_first(from->pml4, at, record->end, &ptes);
        pte_t *pte = pagetable_entry(to->pml4, ptes.page, true);
        if (!pte)
            return false;
        share_pages(to, pte, ptes, record->shared);
        visit_again(spt_find(to, at));
        at = ptes.end;
    }
}

struct spt *spt_copy(struct spt *from) {
    struct spt *to = spt_new();
    if (!to)
        return NULL;
    trace("copy from=%lx to=%lx", virt_to_phys(from->pml4), virt_to_phys(to->pml4));
    bool copied = copy_all(to, from);
    pagetable_load(from->pml4); // forget the translations that were writable
    if (!copied) {
        spt_destroy(to);
        return NULL;
    }
    to->layout = from->layout;
    to->layout.locks_more = false;
    return to;
}

void spt_empty(struct spt *spt) {
    assert(read_cr3() != virt_to_phys(spt->pml4));
    spt_clear(spt, 0, USER_END);
}

void spt_destroy(struct spt *spt) {
    if (--spt->users > 0)
        return;
    trace("destroy space=%lx", virt_to_phys(spt->pml4));
    evict_leaving++; // a process that needs memory waits for this, rather than kill another
    spt_empty(spt);
    evict_leaving--;
    wake_up(&evict_leaving);
    assert(spt->resident == 0 && spt->swapped == 0 && spt->size == 0 && spt->records == 0 &&
           spt->data == 0 && spt->promised == 0 && spt->locked == 0);
    pagetable_destroy(spt->pml4);
    list_remove(&spt->all);
    kfree(spt);
}
