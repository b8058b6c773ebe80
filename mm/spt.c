// The SPT: which ranges of an address space exist and what fills them. Its records are in a
// balanced tree (spt_tree.c).
//
// The SPT says what should be there; the page table says what is. A page of a record with an empty
// PTE costs nothing.
#include "mm/spt.h"
#include "kernel/cpu.h"
#include "kernel/errno.h"
#include "kernel/fs/name.h"
#include "kernel/panic.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/promise.h"
#include "mm/spt_tree.h"
#include "mm/swap.h"

enum { PIECE = 256 };         // PTEs to go through without a break
enum { RECORDS_MAX = 65530 }; // as Linux's vm.max_map_count

struct list address_spaces = {&address_spaces, &address_spaces};
uint64_t spt_locked_bytes;

const uint8_t zero_page[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

uint64_t zero_page_address(void) {
    return (uint64_t)zero_page - KERNEL_BASE;
}

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

// Private memory that can be written needs frames or slots of its own, sooner or later.
static bool is_private_writable(const struct spt_record *record) {
    return record->prot & PROT_WRITE && !record->shared;
}

// Counts bytes that a record has gained, or lost.
static void account(struct spt *spt, const struct spt_record *record, int64_t bytes) {
    spt->size += bytes;
    spt->locked += record->locked ? bytes : 0;
    spt_locked_bytes += record->locked ? bytes : 0;
    if (!is_private_writable(record))
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

void spt_set_prot(struct spt *spt, struct spt_record *record, uint8_t prot) {
    account(spt, record, -size_of(record));
    record->prot = prot;
    account(spt, record, size_of(record));
}

void spt_set_locked(struct spt *spt, struct spt_record *record, bool locked) {
    account(spt, record, -size_of(record));
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
    const struct spt_record *next = spt_first_above(spt, wanted->start);
    if (next && next->start < wanted->end)
        return -EEXIST;
    struct spt_record *record = kmalloc(sizeof *record);
    if (!record)
        return -ENOMEM;
    *record = *wanted;
    record->spt = spt;
    if (record->file) {
        inode_ref(record->file);
        name_ref(record->name);
        list_append(&record->file->mappings, &record->in_inode);
        record->file->writers += record->shared && record->may_write;
    }
    spt_tree_insert(spt, record);
    spt->records++;
    account(spt, record, size_of(record));
    return 0;
}

uint64_t spt_flags(const struct spt_record *record, bool writable) {
    return (record->prot ? PTE_USER : 0) | (writable && record->prot & PROT_WRITE ? PTE_WRITE : 0) |
           (record->prot & PROT_EXEC ? 0 : PTE_NX);
}

void spt_map(struct spt *spt, pte_t *pte, uint64_t address, struct frame *frame, uint64_t flags) {
    assert(*pte == 0);
    assert(frame->type == FRAME_FILE ||
           (frame->type == FRAME_ANON && frame->index == page_down(address)));
    frame->refs++;
    spt->resident++;
    spt->resident_file += frame->type == FRAME_FILE;
    pte_set(pte, frame_address(frame) | flags | PTE_PRESENT);
}

void spt_unmap(struct spt *spt, pte_t *pte, uint64_t address) {
    pte_t was = *pte;
    pte_set(pte, 0);
    if (was & PTE_SWAPPED) {
        spt->swapped--;
        swap_put(pte_slot(was));
        return;
    }
    tlb_flush_page(address);
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

uint64_t spt_piece(const struct spt *spt, uint64_t start, uint64_t end) {
    uint64_t page = start;
    for (int n = 0; n < PIECE; n++, page += PAGE_SIZE)
        if (!pagetable_next(spt->pml4, &page, end))
            return end;
    return page;
}

void spt_forget(struct spt *spt, uint64_t start, uint64_t end) {
    pte_t *pte;
    for (uint64_t page = start; (pte = pagetable_next(spt->pml4, &page, end)); page += PAGE_SIZE) {
        if (*pte)
            spt_unmap(spt, pte, page);
        uint64_t next = page + PAGE_SIZE;
        if (next % TABLE_SPAN == 0 || next == end)
            pagetable_trim(spt->pml4, page);
    }
}

// Takes a record away whose pages are gone or have become another's.
static void remove_record(struct spt *spt, struct spt_record *record) {
    spt_tree_remove(spt, record);
    spt->records--;
    account(spt, record, -size_of(record));
    if (record->file) {
        list_remove(&record->in_inode);
        record->file->writers -= record->shared && record->may_write;
        inode_put(record->file);
        name_put(record->name);
    }
    kfree(record);
}

// Shortens a record to end at `end`.
static void cut_end(struct spt *spt, struct spt_record *record, uint64_t end) {
    uint64_t size = end - record->start;
    account(spt, record, -(int64_t)(record->end - end));
    record->end = end;
    spt_tree_resize(spt, record);
    if (record->kind == SPT_FILE) {
        record->read_bytes = record->read_bytes < size ? record->read_bytes : size;
        record->zero_bytes = size - record->read_bytes;
    }
}

int spt_split(struct spt *spt, uint64_t address) {
    struct spt_record *record = spt_find(spt, address);
    if (!record || record->start == address)
        return 0;
    struct spt_record upper = *record, lower = *record;
    uint64_t distance = address - record->start;
    upper.start = address;
    if (record->kind == SPT_FILE) {
        upper.offset += distance;
        upper.read_bytes -= upper.read_bytes < distance ? upper.read_bytes : distance;
        upper.zero_bytes = upper.end - upper.start - upper.read_bytes;
    }
    cut_end(spt, record, address);
    int error = spt_insert(spt, &upper);
    if (error < 0) { // as if nothing had happened
        account(spt, record, lower.end - address);
        record->end = lower.end;
        spt_tree_resize(spt, record);
        record->read_bytes = lower.read_bytes;
        record->zero_bytes = lower.zero_bytes;
    }
    return error;
}

static bool continues(const struct spt_record *a, const struct spt_record *b) {
    if (a->end != b->start || a->kind != b->kind || a->prot != b->prot || a->shared != b->shared ||
        a->may_write != b->may_write || a->file != b->file || a->name != b->name ||
        a->locked != b->locked || a->unreserved != b->unreserved)
        return false;
    return a->kind != SPT_FILE ||
           ((a->zero_bytes == 0 || b->read_bytes == 0) && // first all that is read, then the zeroes
            a->offset + (a->end - a->start) == b->offset);
}

void spt_join(struct spt *spt, uint64_t start, uint64_t end) {
    struct spt_record *record = spt_first_above(spt, start > 0 ? start - 1 : 0), *next;
    for (; record && record->end <= end; record = next) {
        next = spt_first_above(spt, record->end);
        if (!next || !continues(record, next))
            continue;
        struct spt_record upper = *next;
        remove_record(spt, next);
        account(spt, record, size_of(&upper));
        record->end = upper.end;
        spt_tree_resize(spt, record);
        record->read_bytes += upper.read_bytes;
        record->zero_bytes += upper.zero_bytes;
        next = record;
    }
}

int spt_clear(struct spt *spt, uint64_t start, uint64_t end) {
    if (spt_split(spt, start) < 0)
        return -ENOMEM;
    if (spt_split(spt, end) < 0) {
        spt_join(spt, start, start);
        return -ENOMEM;
    }
    spt_forget(spt, start, end);
    struct spt_record *record;
    while ((record = spt_first_above(spt, start)) && record->start < end)
        remove_record(spt, record);
    return 0;
}

void spt_grow_down(struct spt *spt, struct spt_record *stack, uint64_t start) {
    assert(stack->kind == SPT_STACK && start < stack->start && start % PAGE_SIZE == 0);
    account(spt, stack, stack->start - start);
    stack->start = start; // it stays between its neighbours, so the tree's order holds
    spt_tree_resize(spt, stack);
}

struct spt_fill spt_fill(const struct spt_record *record, uint64_t address) {
    uint64_t position = page_down(address) - record->start;
    if (record->kind != SPT_FILE || position >= record->read_bytes)
        return (struct spt_fill){0, 0};
    uint64_t left = record->read_bytes - position;
    return (struct spt_fill){left < PAGE_SIZE ? left : PAGE_SIZE, record->offset + position};
}

// fork's share of one page: both sides map the frame, a private one read-only, so that the first
// write of either copies it. A page in swap is shared there.
static void share_page(struct spt *to, pte_t *to_pte, pte_t *from_pte, uint64_t page, bool shared) {
    if (!shared && *from_pte & PTE_PRESENT)
        *from_pte &= ~(pte_t)PTE_WRITE;
    if (*from_pte & PTE_SWAPPED) {
        swap_ref(pte_slot(*from_pte));
        to->swapped++;
        pte_set(to_pte, *from_pte);
    } else if (pte_address(*from_pte) == zero_page_address()) {
        pte_set(to_pte, *from_pte);
    } else {
        spt_map(to, to_pte, page, frame_of(pte_address(*from_pte)), *from_pte & ~PTE_ADDRESS);
    }
}

static bool copy_record(struct spt *to, struct spt *from, const struct spt_record *record) {
    struct spt_record copy = *record;
    copy.locked = false; // a child locks for itself
    if (spt_insert(to, &copy) < 0)
        return false;
    pte_t *from_pte;
    for (uint64_t page = record->start; (from_pte = pagetable_next(from->pml4, &page, record->end));
         page += PAGE_SIZE) {
        if (!*from_pte)
            continue;
        pte_t *to_pte = pagetable_entry(to->pml4, page, true);
        if (!to_pte)
            return false;
        share_page(to, to_pte, from_pte, page, record->shared);
    }
    return true;
}

struct spt *spt_copy(struct spt *from) {
    struct spt *to = spt_new();
    if (!to)
        return NULL;
    bool copied = true;
    const struct spt_record *record = spt_first_above(from, 0);
    for (; record && copied; record = spt_first_above(from, record->end))
        copied = copy_record(to, from, record);
    pagetable_load(from->pml4); // forget the translations that were writable
    if (!copied) {
        spt_destroy(to);
        return NULL;
    }
    to->layout = from->layout;
    to->layout.locking = LOCK_NO_MORE;
    return to;
}

void spt_empty(struct spt *spt) {
    assert(read_cr3() != virt_to_phys(spt->pml4));
    spt_forget(spt, 0, USER_END);
    while (spt->root)
        remove_record(spt, spt->root);
    pagetable_clear(spt->pml4);
}

void spt_destroy(struct spt *spt) {
    if (--spt->users > 0)
        return;
    spt_empty(spt);
    assert(spt->resident == 0 && spt->swapped == 0 && spt->size == 0 && spt->records == 0 &&
           spt->data == 0 && spt->promised == 0 && spt->locked == 0);
    pagetable_destroy(spt->pml4);
    list_remove(&spt->all);
    kfree(spt);
}
