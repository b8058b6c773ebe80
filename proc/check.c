// What must be true between any two page faults: the invariants of the data model, as code.
#include "proc/check.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "mm/frame.h"
#include "mm/pagecache.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "mm/swap.h"
#include "proc/process.h"

static bool checking;

void memory_check_init(void) {
    // A check takes longer than tests/stops.c allows anything to take.
    checking = params_has("test") && !params_has("nocheck");
}

// What is being checked: an address space, and an address in it or a frame's. For the message.
static const struct spt *space;
static uint64_t place;

#define MUST(condition)                                                                            \
    ((condition) ? (void)0 : panic("check: pid %d: %lx: not true: %s", pid(), place, #condition))

// 0: it is no process's yet, for exec is building it.
static int pid(void) {
    process_for_each(process)
        if (space && process->spt == space)
            return process->pid;
    return 0;
}

static uint64_t dirty_pages, slots_kept; // of objects, of frames, as found

// A record's own fields, and its place in the tree.
static void check_record(const struct spt_record *record, uint64_t previous_end) {
    uint64_t size = record->end - record->start;
    place = record->start;
    MUST(page_offset(record->start | record->end | record->offset) == 0);
    MUST(record->start >= previous_end && record->start < record->end && record->end <= USER_END);
    MUST((record->kind == SPT_FILE) == (record->object != NULL));
    MUST(!record->object || record->read_bytes + record->zero_bytes == size);
    MUST(!record->left || record->left->priority <= record->priority);
    MUST(!record->right || record->right->priority <= record->priority);
}

// The frame that a PTE maps.
static void check_mapping(const struct spt_record *record, uint64_t page, bool writable,
                          const struct frame *frame) {
    struct spt_fill fill = spt_fill(record, page);
    if (frame->type == FRAME_ANON) {
        MUST(frame->index == page);
        MUST(!writable || frame->refs == 1); // else the next write must copy it
        MUST(!writable || !frame->busy);     // it is being written to swap
        MUST(!writable || frame->slot == 0); // else the slot would have old contents
        MUST(!record->shared);
    } else {
        MUST(frame->type == FRAME_FILE);
        MUST(frame->object == record->object && frame->index * PAGE_SIZE == fill.offset);
        MUST(!writable || (record->shared && frame->dirty));
        MUST(fill.read_bytes == PAGE_SIZE); // no zeroes belong there
    }
}

// A PTE that is not empty, against its record.
static void check_pte(const struct spt_record *record, uint64_t page, pte_t pte, struct spt *sums) {
    place = page;
    MUST(record);
    if (pte & PTE_SWAPPED) {
        MUST(!(pte & PTE_PRESENT) && !record->shared && swap_users(pte_slot(pte)) > 0);
        sums->swapped++;
        return;
    }
    bool writable = pte & PTE_WRITE;
    MUST(!(pte & PTE_PRESENT) == (record->prot == PROT_NONE) || !spt_open);
    MUST(!(pte & PTE_USER) == !(pte & PTE_PRESENT));
    MUST(!(pte & PTE_NX) == !!(record->prot & PROT_EXEC));
    MUST(!writable || record->prot & PROT_WRITE);
    if (pte_address(pte) == zero_page_address()) {
        MUST(!writable && spt_fill(record, page).read_bytes == 0);
        return;
    }
    struct frame *frame = frame_of(pte_address(pte));
    frame->mapped_count++;
    sums->resident++;
    sums->resident_file += frame->type == FRAME_FILE;
    check_mapping(record, page, writable, frame);
}

// How many page tables there are from this one on; each must know its entries.
static uint64_t check_tables(const pte_t *table, int level) {
    const struct frame *frame = frame_of(virt_to_phys(table));
    uint64_t tables = 1;
    unsigned used = 0;
    for (unsigned i = 0; i < (level == 4 ? 256 : 512); i++) { // half of the PML4 is the kernel's
        if (!table[i])
            continue;
        MUST(i >= frame->lowest);
        used++;
        tables += level > 1 ? check_tables(phys_to_virt(pte_address(table[i])), level - 1) : 0;
    }
    MUST(used == frame->refs);
    return tables;
}

static void check_address_space(struct spt *spt) {
    struct spt sums = {0}; // as found
    uint64_t end = 0;
    space = spt;
    for (const struct spt_record *r = spt_first_above(spt, 0); r; r = spt_first_above(spt, end)) {
        check_record(r, end);
        sums.records++;
        sums.size += r->end - r->start;
        end = r->end;
    }
    const pte_t *pte;
    for (uint64_t page = 0; (pte = pagetable_next(spt->pml4, &page, USER_END)); page += PAGE_SIZE)
        check_pte(spt_find(spt, page), page, *pte, &sums);
    MUST(check_tables(spt->pml4, 4) == pagetable_count(spt->pml4));
    MUST(sums.records == spt->records && sums.size == spt->size);
    MUST(sums.resident == spt->resident && sums.resident_file == spt->resident_file);
    MUST(sums.swapped == spt->swapped);
    space = NULL;
}

static void check_frame(const struct frame *frame) {
    bool anonymous = frame->type == FRAME_ANON, file = frame->type == FRAME_FILE;
    place = frame_address(frame);
    MUST(frame->mapped_count == (anonymous || file ? frame->refs : 0));
    MUST(!anonymous || frame->refs > 0 || frame->pins > 0);
    MUST(!file || pagecache_find(frame->object, frame->index) == frame);
    MUST(!anonymous || frame->slot == 0 || swap_users(frame->slot) > 0);
    slots_kept += anonymous && frame->slot > 0;
    dirty_pages += file && frame->dirty;
}

void memory_check_space(struct spt *spt) {
    if (checking && spt)
        check_address_space(spt);
}

void memory_check(void) {
    if (!checking)
        return;
    dirty_pages = slots_kept = 0;
    for (uint64_t n = 0; n < frame_total; n++)
        frame_number(n)->mapped_count = 0;
    uint64_t slot_users = shm_slots + swap_cached;
    list_for_each(struct spt, spt, &address_spaces, all) {
        check_address_space(spt);
        slot_users += spt->swapped;
    }
    uint64_t found[FRAME_TYPES] = {0};
    for (uint64_t n = 0; n < frame_total; n++) {
        check_frame(frame_number(n));
        found[frame_number(n)->type]++;
    }
    MUST(slots_kept == swap_cached && slot_users == swap_all_users());
    MUST(dirty_pages == pagecache_dirty_count[false] + pagecache_dirty_count[true]);
    MUST(memcmp(found, frame_count, sizeof found) == 0);
    inode_check_all();
}
