// What must be true between any two page faults, said in code. Read it as the data model's
// invariants.
#include "proc/check.h"
#include "kernel/fs/inode.h"
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

// Whose address space it is; 0: it is one that exec is building.
static int pid_of(const struct spt *spt) {
    process_for_each(process)
        if (process->spt == spt)
            return process->pid;
    return 0;
}

struct spt_sums {
    uint64_t records, size, resident, resident_file, swapped;
};

static uint64_t dirty_pages; // of disks, as found

// A record's own fields, and its place in the tree.
static void check_record(const struct spt *spt, const struct spt_record *record,
                         uint64_t previous_end) {
    bool aligned = record->start % PAGE_SIZE == 0 && record->end % PAGE_SIZE == 0 &&
                   record->offset % PAGE_SIZE == 0;
    if (!aligned || record->start < previous_end || record->start >= record->end ||
        record->end > USER_END)
        panic("check: pid %d: record %lx-%lx out of place", pid_of(spt), record->start,
              record->end);
    if ((record->kind == SPT_FILE) != (record->object != NULL))
        panic("check: pid %d: record %lx-%lx: kind and file disagree", pid_of(spt), record->start,
              record->end);
    if (record->object && record->read_bytes + record->zero_bytes != record->end - record->start)
        panic("check: pid %d: record %lx-%lx: read and zero bytes don't fill it", pid_of(spt),
              record->start, record->end);
    if ((record->left && record->left->priority > record->priority) ||
        (record->right && record->right->priority > record->priority))
        panic("check: pid %d: record %lx-%lx: not a heap", pid_of(spt), record->start, record->end);
}

// A present PTE against its record and its frame.
static void check_pte(const struct spt *spt, const struct spt_record *record, uint64_t page,
                      pte_t pte, struct spt_sums *sums) {
    const char *wrong = NULL;
    if (pte & PTE_SWAPPED) {
        sums->swapped++;
        if (pte & PTE_PRESENT || record->shared || swap_users(pte_slot(pte)) == 0)
            panic("check: pid %d: PTE %lx of page %lx: no slot of its own", pid_of(spt), pte, page);
        return;
    }
    struct spt_fill fill = spt_fill(record, page);
    if (!(pte & PTE_PRESENT) || !(pte & PTE_USER) != (record->prot == PROT_NONE))
        wrong = "not a user page";
    else if (pte & PTE_WRITE && !(record->prot & PROT_WRITE))
        wrong = "writable, its record not";
    else if (!(pte & PTE_NX) != !!(record->prot & PROT_EXEC))
        wrong = "its NX bit is not its record's";
    else if (pte_address(pte) == zero_page_address()) {
        if (pte & PTE_WRITE || fill.read_bytes > 0)
            wrong = "the zero page where it must not be";
    } else {
        struct frame *frame = frame_of(pte_address(pte));
        frame->mapped_count++;
        sums->resident++;
        sums->resident_file += frame->type == FRAME_FILE;
        if (frame->type == FRAME_ANON && frame->index != page)
            wrong = "a frame that belongs to another address";
        else if (frame->type == FRAME_ANON && pte & PTE_WRITE && frame->refs != 1)
            wrong = "writable though shared";
        else if (frame->type == FRAME_ANON && pte & PTE_WRITE && frame->busy)
            wrong = "writable while it is being written to swap";
        else if (frame->type == FRAME_ANON && record->shared)
            wrong = "a private page in a shared mapping";
        else if (frame->type == FRAME_FILE &&
                 (frame->object != record->object || frame->index * PAGE_SIZE != fill.offset))
            wrong = "the wrong page of the file";
        else if (frame->type == FRAME_FILE && pte & PTE_WRITE && !record->shared)
            wrong = "a private mapping that writes to the page cache";
        else if (frame->type == FRAME_FILE && pte & PTE_WRITE && !frame->dirty)
            wrong = "writable, its page of the file not dirty";
        else if (frame->type == FRAME_FILE && fill.read_bytes != PAGE_SIZE)
            wrong = "the page cache where zeroes belong";
        else if (frame->type != FRAME_ANON && frame->type != FRAME_FILE)
            wrong = "a frame that is not user memory";
    }
    if (wrong)
        panic("check: pid %d: PTE %lx of page %lx: %s", pid_of(spt), pte, page, wrong);
}

static void check_address_space(const struct spt *spt) {
    struct spt_sums sums = {0};
    uint64_t end = 0;
    for (const struct spt_record *r = spt_first_above(spt, 0); r;
         r = spt_first_above(spt, r->end)) {
        check_record(spt, r, end);
        sums.records++;
        sums.size += r->end - r->start;
        end = r->end;
    }
    if (!pagetable_is_counted(spt->pml4))
        panic("check: pid %d: a page table counts its entries wrongly", pid_of(spt));
    const pte_t *pte;
    for (uint64_t page = 0; (pte = pagetable_next(spt->pml4, &page, USER_END)); page += PAGE_SIZE) {
        const struct spt_record *record = *pte ? spt_find(spt, page) : NULL;
        if (*pte && !record)
            panic("check: pid %d: PTE %lx of page %lx is in no record", pid_of(spt), *pte, page);
        if (record)
            check_pte(spt, record, page, *pte, &sums);
    }
    if (sums.records != spt->records || sums.size != spt->size || sums.resident != spt->resident ||
        sums.resident_file != spt->resident_file || sums.swapped != spt->swapped)
        panic("check: pid %d: sums are %lu %lu %lu %lu %lu, its SPT says %lu %lu %lu %lu %lu",
              pid_of(spt), sums.records, sums.size, sums.resident, sums.resident_file, sums.swapped,
              spt->records, spt->size, spt->resident, spt->resident_file, spt->swapped);
}

static void check_frame(struct frame *frame) {
    bool user = frame->type == FRAME_ANON || frame->type == FRAME_FILE;
    if (user && frame->mapped_count != frame->refs)
        panic("check: frame %lx: %u PTEs map it, it says %u", frame_address(frame),
              frame->mapped_count, frame->refs);
    if (frame->type == FRAME_ANON && frame->refs == 0 && frame->pins == 0)
        panic("check: frame %lx: anonymous, and nobody's", frame_address(frame));
    if (!user && frame->mapped_count)
        panic("check: frame %lx: mapped by a user, type %d", frame_address(frame), frame->type);
    if (frame->type == FRAME_FILE)
        dirty_pages += frame->dirty && frame->object->on_disk;
    if (frame->type == FRAME_FILE && pagecache_find(frame->object, frame->index) != frame)
        panic("check: frame %lx: not in the page cache at its place", frame_address(frame));
}

static void check_slots(void) {
    uint64_t users = shm_slots + swap_moving;
    list_for_each(const struct spt, spt, &address_spaces, all)
        users += spt->swapped;
    if (users != swap_all_users())
        panic("check: swap slots have %lu users, they count %lu", users, swap_all_users());
}

void memory_check_space(const struct spt *spt) {
    if (checking && spt)
        check_address_space(spt);
}

void memory_check(void) {
    if (!checking)
        return;
    dirty_pages = 0;
    for (uint64_t n = 0; n < frame_total; n++)
        frame_number(n)->mapped_count = 0;
    list_for_each(const struct spt, spt, &address_spaces, all)
        check_address_space(spt);
    uint64_t found[FRAME_TYPES] = {0};
    for (uint64_t n = 0; n < frame_total; n++) {
        check_frame(frame_number(n));
        found[frame_number(n)->type]++;
    }
    check_slots();
    inode_check_all();
    if (dirty_pages != pagecache_dirty_count)
        panic("check: %lu dirty pages, counted %lu", dirty_pages, pagecache_dirty_count);
    for (int type = 0; type < FRAME_TYPES; type++)
        if (found[type] != frame_count[type])
            panic("check: %lu frames of type %d, counted %lu", found[type], type,
                  frame_count[type]);
}
