// mprotect: the records get their new protection at once, the present pages lose rights at once,
// and get new rights at the next fault. It goes by pieces, each of which is a record of its own
// until it joins the one before; between two pieces, other processes run.
#include "kernel/lib/minmax.h"
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

// Gives the part of the record that is in the range its new protection.
static int protect_record(struct spt *spt, uint64_t start, uint64_t end, uint8_t prot) {
    struct spt_record wanted = *spt_find(spt, start);
    bool was_writable = wanted.prot & PROT_WRITE;
    if (prot & PROT_WRITE && !wanted.may_write)
        return -EACCES;
    wanted.prot = prot;
    if (!was_writable && !limits_allow_data(spt, &wanted, end - start))
        return -ENOMEM;
    if (spt_split(spt, start) < 0 || spt_split(spt, end) < 0)
        return -ENOMEM;
    struct spt_record *record = spt_find(spt, start);
    spt_change(spt, record, prot, record->locked);
    apply_protection(spt, record);
    return 0;
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

// What was done before an error stays, as on Linux.
static int protect_range(struct spt *spt, uint64_t address, uint64_t end, uint8_t prot) {
    int error = 0;
    for (uint64_t at = address; at < end && error == 0;) {
        const struct spt_record *record = spt_find(spt, at);
        if (!record) {
            error = -ENOMEM;
            break;
        }
        uint64_t stop = min(record->end, end);
        struct ptes ptes;
        if (pagetable_first(spt->pml4, at, stop, &ptes))
            stop = ptes.end;
        error = protect_record(spt, at, stop, prot);
        spt_join(spt, at, at);
        at = stop;
    }
    spt_join(spt, end, end);
    return error;
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
    if (error == 0)
        error = protect_range(spt, address, end, prot & ~(uint64_t)PROT_GROWSDOWN);
    lock_release(&spt->edit);
    return error;
}
