// From a frame to its PTEs: all PTEs that may map it are looked at (see rmap.h for why).
#include "mm/rmap.h"
#include "kernel/lib/minmax.h"
#include "kernel/panic.h"
#include "kernel/sleep.h"
#include "mm/object.h"
#include "mm/swap.h"

enum { PIECE = 256 }; // records to go through without a break

// What to do with one PTE that maps the frame.
typedef void visitor(struct spt *spt, pte_t *pte, uint64_t address, void *context);

static void visit_page(struct spt *spt, uint64_t address, const struct frame *frame, visitor *visit,
                       void *context) {
    pte_t *pte = pagetable_entry(spt->pml4, address, false);
    if (pte && pte_in_memory(*pte) && pte_address(*pte) == frame_address(frame))
        visit(spt, pte, address, context);
}

// The user address of the file's page `index` in a record, or 0 when it is not in it.
static uint64_t address_in(const struct spt_record *record, uint64_t index) {
    uint64_t position = index * PAGE_SIZE;
    if (position < record->offset || position - record->offset >= record->end - record->start)
        return 0;
    return record->start + (position - record->offset);
}

// A place among an object's records that stays valid while other processes add and remove records:
// itself a record, of no address space. No page can move from a record in front of the place to one
// that it has passed: new records are added at the end, and a record that joins another moves
// there.
static struct spt_record *first_behind(const struct spt_record *place,
                                       const struct object *object) {
    const struct list *node = &place->in_object;
    while ((node = node->next) != &object->mappings) {
        struct spt_record *record = list_entry(node, struct spt_record, in_object);
        if (record->spt)
            return record;
    }
    return NULL;
}

static void pass(struct spt_record *place, const struct spt_record *record) {
    list_remove(&place->in_object);
    list_append(record->in_object.next, &place->in_object); // before the next one
}

static void visit_file(struct frame *frame, visitor *visit, void *context) {
    struct object *object = frame->object;
    object_ref(object);
    struct spt_record place = {.spt = NULL};
    const struct spt_record *record;
    frame->pins++;
    list_append(object->mappings.next, &place.in_object);
    for (unsigned n = 1; (record = first_behind(&place, object)); n++) {
        pass(&place, record);
        uint64_t address = address_in(record, frame->index);
        if (address)
            visit_page(record->spt, address, frame, visit, context);
        if (n % PIECE == 0)
            breathe();
    }
    list_remove(&place.in_object);
    frame->pins--;
    object_put(object);
}

static void visit_all(struct frame *frame, visitor *visit, void *context) {
    if (frame->refs > 0 && frame->type == FRAME_FILE)
        visit_file(frame, visit, context);
    else if (frame->refs > 0)
        list_for_each(struct spt, spt, &address_spaces, all)
            visit_page(spt, frame->index, frame, visit, context);
}

static void clear_accessed(struct spt *spt, pte_t *pte, uint64_t address, void *context) {
    bool *accessed = context;
    *accessed |= *pte & PTE_ACCESSED;
    if (tracing)
        references_see(spt, pte, address);
    *pte &= ~(pte_t)PTE_ACCESSED;
    tlb_flush_page(address);
}

bool rmap_test_and_clear_accessed(struct frame *frame) {
    bool accessed = false;
    visit_all(frame, clear_accessed, &accessed);
    return accessed;
}

static void ask_locked(struct spt *spt, pte_t *pte, uint64_t address, void *context) {
    (void)pte;
    bool *locked = context;
    *locked |= spt->locked > 0 && spt_find(spt, address)->locked;
}

bool rmap_is_locked(struct frame *frame) {
    bool locked = false;
    if (spt_locked_bytes > 0)
        visit_all(frame, ask_locked, &locked);
    return locked;
}

// The flush matters for a RAM disk (tests/tlb_written.c). When a page is written to an IDE disk,
// the writer sleeps, and the switch to another process flushes all translations.
static void write_protect(struct spt *spt, pte_t *pte, uint64_t address, void *context) {
    (void)spt, (void)context;
    pte_change(pte, *pte & ~(pte_t)(PTE_WRITE | PTE_DIRTY));
    tlb_flush_page(address);
}

void rmap_write_protect(struct frame *frame) {
    visit_all(frame, write_protect, NULL);
}

static void replace(struct spt *spt, pte_t *pte, uint64_t address, void *context) {
    const pte_t *instead = context;
    if (tracing)
        references_see(spt, pte, address);
    spt_unmap(spt, pte, address);
    if (*instead) {
        swap_ref(pte_slot(*instead));
        spt->swapped++;
        pte_set(pte, *instead);
    } else {
        pagetable_trim(spt->pml4, address);
    }
}

void rmap_unmap(struct frame *frame, pte_t instead) {
    frame->pins++;               // it must outlive its last PTE, …
    frame_set_busy(frame, true); // … and get no other
    visit_all(frame, replace, &instead);
    frame_set_busy(frame, false);
    frame->pins--;
    assert(frame->refs == 0);
}

// Forgets a piece of a record, from `at` on, of those pages that are the file's page `first` or
// behind it. Returns where the piece ends; 0: the record has no more.
static uint64_t truncate_piece(struct spt_record *record, uint64_t first, uint64_t at) {
    uint64_t offset = max(first * PAGE_SIZE, record->offset) - record->offset;
    uint64_t start = max(record->start + offset, at);
    uint64_t end = record->start + page_up(record->read_bytes); // zeroes behind are not the file's
    if (start >= end)
        return 0;
    spt_forget_piece(record->spt, &start, end);
    return start < end ? start : 0;
}

// Other processes run between two pieces. Their page faults find the file truncated already.
void rmap_truncate(struct object *object, uint64_t first) {
    struct spt_record place = {.spt = NULL}, *record;
    const struct spt_record *last = NULL;
    list_append(object->mappings.next, &place.in_object);
    for (uint64_t at = 0; (record = first_behind(&place, object)); breathe()) {
        at = truncate_piece(record, first, record == last ? at : 0);
        last = record;
        if (at == 0)
            pass(&place, record);
    }
    list_remove(&place.in_object);
}
