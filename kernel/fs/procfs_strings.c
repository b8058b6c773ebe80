// /proc/PID/cmdline and environ: the process's own bytes, which exec put at the top of its stack,
// and which it may have changed since. What is in swap comes back for it. That takes a sleep, after
// which the process may be gone, and its text ends.
#include "kernel/fs/procfs_entries.h"
#include "kernel/string.h"
#include "mm/evict.h"
#include "mm/swap.h"

// A range of addresses of a process that may end while it is read.
struct range {
    int pid;
    uint64_t started;
    uint64_t start, end;
};

// The page's bytes, good until the next sleep; NULL: it has none, or cannot be had. May sleep.
static const uint8_t *reach(const struct range *range, uint64_t page) {
    for (;;) {
        const struct process *process = proc_again(range->pid, range->started);
        pte_t *pte =
            process && process->spt ? pagetable_entry(process->spt->pml4, page, false) : NULL;
        if (!pte || !(*pte & (PTE_PRESENT | PTE_SWAPPED)))
            return NULL;
        if (*pte & PTE_PRESENT)
            return phys_to_virt(pte_address(*pte));
        uint64_t was = *pte;
        if (!evict_reserve(1))
            return NULL;
        process = proc_again(range->pid, range->started);
        pte = process && process->spt ? pagetable_entry(process->spt->pml4, page, false) : NULL;
        if (pte && *pte == was && swap_in(process->spt, page) < 0)
            return NULL;
    }
}

static void show_range(struct text *text, const struct range *range) {
    for (uint64_t at = range->start, part; at < range->end && !text->failed; at += part) {
        const uint8_t *page = reach(range, page_down(at));
        if (!page)
            return;
        part = PAGE_SIZE - page_offset(at);
        if (part > range->end - at)
            part = range->end - at;
        text_append(text, page + page_offset(at), part);
    }
}

void show_process_cmdline(struct text *text, const struct process *process) {
    const struct spt *spt = process->spt;
    if (spt)
        show_range(text, &(struct range){process->pid, process->started, spt->layout.arg_start,
                                         spt->layout.arg_end});
}

void show_process_environ(struct text *text, const struct process *process) {
    const struct spt *spt = process->spt;
    if (spt)
        show_range(text, &(struct range){process->pid, process->started, spt->layout.env_start,
                                         spt->layout.env_end});
}
