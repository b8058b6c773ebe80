// The reference string: which pages programs touch, and in which order. tools/trace/replay gives it
// to policies of eviction. Each touch that is seen is a line "reference" of the trace. With the
// parameter references=N, each N thousand nanoseconds (under `make trace`: instructions) all
// accessed bits are looked at and cleared. In which order pages were touched between two such
// samples is lost, and how often. Policies of eviction look at the same bits: so a page that is
// seen here counts as used for them, and one that they see is reported at once.
//
// With references=exact, only the pages of data that the last instruction touched are open to the
// user, so each touch of another one is a fault. Pages of text and of the stack stay open once they
// were touched, until eviction looks at their accessed bits. All pages come closed (spt_open).
#include "kernel/cpu.h"
#include "kernel/dev/timer.h"
#include "kernel/lib/string.h"
#include "kernel/params.h"
#include "kernel/running.h"
#include "kernel/trace.h"
#include "kernel/trap.h"
#include "mm/frame.h"
#include "mm/spt.h"

#define OPEN ((pte_t)(PTE_PRESENT | PTE_USER))
static uint64_t period; // between two samples; 0: none are taken

void references_init(void) {
    const char *value = tracing ? params_value("references") : NULL;
    if (value && strcmp(value, "exact") == 0)
        spt_open = 0;
    period = params_number("references") * 1000;
}

void references_see(const struct spt *spt, uint64_t *pte, uint64_t address) {
    if (*pte & PTE_ACCESSED && period > 0)
        trace("reference space=%lx page=%lx", virt_to_phys(spt->pml4), address / PAGE_SIZE);
    if (!spt_open)
        *pte &= ~OPEN;
}

// ---- Samples

static void sample(struct spt *spt) {
    pte_t *pte;
    for (uint64_t page = 0; (pte = pagetable_next(spt->pml4, &page, USER_END)); page += PAGE_SIZE) {
        if (!(*pte & PTE_ACCESSED))
            continue;
        references_see(spt, pte, page);
        *pte &= ~(pte_t)PTE_ACCESSED;
        frame_of(pte_address(*pte))->used = true;
    }
}

uint64_t references_sample(void) {
    static uint64_t next;
    if (period > 0 && timer_now() >= next) {
        list_for_each(struct spt, spt, &address_spaces, all)
            sample(spt);
        write_cr3(read_cr3()); // forgets all translations
        next = timer_now() + period;
    }
    return period > 0 ? next : UINT64_MAX;
}

// ---- The exact string

static void close(uint64_t page) {
    list_for_each(struct spt, spt, &address_spaces, all) {
        pte_t *pte = pagetable_entry(spt->pml4, page, false);
        if (pte)
            *pte &= ~OPEN;
    }
    tlb_flush_page(page);
}

// The instruction is the same one, and not executed again, as long as all registers are the same.
bool references_open(const struct trap_frame *now, uint64_t address) {
    enum { MOST = 8 }; // no instruction reads and writes more pages
    static uint64_t open[MOST], opened;
    static struct trap_frame last;
    struct spt *spt = running_space();
    if (spt_open || !spt || address >= USER_END)
        return false;
    if (opened == MOST || now->rip != last.rip ||
        memcmp(now, &last, offsetof(struct trap_frame, vector)) != 0)
        while (opened > 0)
            close(open[--opened]);
    last = *now;
    pte_t *pte = pagetable_entry(spt->pml4, address, false);
    const struct spt_record *record = spt_find(spt, address);
    if (!pte || !*pte || *pte & (PTE_PRESENT | PTE_SWAPPED) || record->prot == PROT_NONE)
        return false;
    if (record->kind != SPT_STACK && !(record->prot & PROT_EXEC))
        open[opened++] = page_down(address);
    *pte |= OPEN;
    trace("reference space=%lx page=%lx", virt_to_phys(spt->pml4), address / PAGE_SIZE);
    return true;
}
