// /proc/PID/cmdline and environ: the process's own bytes, which exec put at the top of its stack,
// and which it may have changed since. A page in swap is brought back. That takes a sleep, after
// which the process may be gone; then the text ends.
#include "kernel/lib/minmax.h"
#include "kernel/linux/procfs/entries.h"
#include "mm/evict.h"
#include "mm/spt.h"
#include "mm/swap.h"

// The page's bytes, valid until the next sleep; NULL: it has none, or they can't be read. May
// sleep.
static const uint8_t *reach(int pid, uint64_t started, uint64_t page) {
    for (;;) {
        bool can_read = evict_reserve(FRAMES_FOR_SWAP_IN);
        const struct process *process = proc_again(pid, started);
        pte_t *pte =
            process && process->spt ? pagetable_entry(process->spt->pml4, page, false) : NULL;
        if (pte && pte_in_memory(*pte))
            return phys_to_virt(pte_address(*pte));
        if (!pte || !(*pte & PTE_SWAPPED) || !can_read || swap_in(process->spt, page) < 0)
            return NULL;
    }
}

// One page of the text; the cursor counts bytes.
void show_process_strings(struct text *text) {
    const struct process *process = text->process;
    if (!process->spt)
        return;
    const struct spt_layout *layout = &process->spt->layout;
    uint64_t at = (text->second ? layout->env_start : layout->arg_start) + text->cursor;
    uint64_t end = text->second ? layout->env_end : layout->arg_end;
    const uint8_t *page = at < end ? reach(process->pid, process->started, page_down(at)) : NULL;
    if (!page)
        return;
    uint64_t part = PAGE_SIZE - page_offset(at);
    part = min(part, end - at);
    text_append(text, page + page_offset(at), part);
    text->cursor += part;
}
