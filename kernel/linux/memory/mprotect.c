// mprotect: the records get their new protection at once, the present pages lose rights at once,
// and get new rights at the next fault. It goes by pieces, each of which is a record of its own
// until it joins the one before; between two pieces, other processes run.
#include "kernel/lib/minmax.h"
#include "kernel/linux/memory/range.h"
#include "kernel/linux/process/limits.h"
#include "kernel/syscall.h"
#include "proc/process.h"

static void apply_protection(struct spt *spt, const struct spt_record *record) {
    pte_t *pte;
    for (uint64_t page = record->start; (pte = pagetable_next(spt->pml4, &page, record->end));
         page += PAGE_SIZE) {
        if (*pte & PTE_SWAPPED)
            continue;
        bool writable = *pte & PTE_WRITE;
        pte_t kept = *pte & ~(pte_t)(PTE_PRESENT | PTE_WRITE | PTE_USER | PTE_NX);
        pte_change(pte, kept | spt_flags(record, writable));
        tlb_flush_page(page);
    }
}

// Gives a piece of a record its new protection.
static int protect_piece(struct spt *spt, uint64_t start, uint64_t end, uint8_t prot) {
    struct spt_record *record = spt_find(spt, start);
    if (!record)
        return -ENOMEM; // the process was killed, and emptied
    struct spt_record wanted = *record;
    wanted.prot = prot;
    if (prot & PROT_WRITE && !record->may_write)
        return -EACCES;
    if (!(record->prot & PROT_WRITE) && !limits_allow_data(spt, &wanted, end - start))
        return -ENOMEM;
    if (spt_split(spt, start) < 0 || spt_split(spt, end) < 0)
        return -ENOMEM;
    record = spt_find(spt, start);
    spt_change(spt, record, prot, record->locked);
    apply_protection(spt, record);
    return 0;
}

static int protect_part(struct spt *spt, const struct spt_record *record, uint64_t start,
                        uint64_t end, int prot) {
    (void)record;
    int error = 0;
    for (uint64_t at = start, stop; at < end && error == 0; at = stop) {
        struct ptes ptes;
        stop = pagetable_first(spt->pml4, at, end, &ptes) ? ptes.end : end;
        error = protect_piece(spt, at, stop, prot);
        spt_join(spt, at, at);
    }
    return error;
}

// PROT_GROWSDOWN: all of the stack from its beginning on, of which the address is a part.
static int begin_with_stack(struct spt *spt, uint64_t *address) {
    const struct spt_record *record = spt_find(spt, *address);
    if (!record)
        return -ENOMEM;
    if (record->kind != SPT_STACK)
        return -EINVAL;
    *address = record->start;
    return 0;
}

int64_t sys_mprotect(uint64_t address, uint64_t length, uint64_t prot) {
    enum { PROT_GROWSDOWN = 0x1000000 };
    struct spt *spt = current->spt;
    uint64_t end = address + page_up(length);
    if (page_offset(address))
        return -EINVAL;
    if (length == 0)
        return 0;
    if (end <= address)
        return -ENOMEM;
    if (prot & ~(uint64_t)(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_GROWSDOWN))
        return -EINVAL;
    lock_acquire(&spt->edit);
    int error = prot & PROT_GROWSDOWN ? begin_with_stack(spt, &address) : 0;
    if (error == 0) // what is done before an error stays, as on Linux
        error = range_for_each(spt, address, end, false, protect_part, prot & ~PROT_GROWSDOWN);
    spt_join(spt, end, end);
    lock_release(&spt->edit);
    return error;
}
