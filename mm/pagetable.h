// The processor's 4-level page tables (Intel SDM vol. 3, 4.5).
#pragma once
#include "kernel/layout.h"
#include "kernel/trace.h"
#include <stdbool.h>

typedef uint64_t pte_t;

enum {
    PTE_PRESENT = 1 << 0,
    PTE_WRITE = 1 << 1,
    PTE_USER = 1 << 2,
    PTE_ACCESSED = 1 << 5,
    PTE_DIRTY = 1 << 6,
    PTE_LARGE = 1 << 7,   // in a page directory: maps 2 MiB
    PTE_GLOBAL = 1 << 8,  // survives a load of CR3
    PTE_SWAPPED = 1 << 9, // ours (the processor ignores bits 9-11): its contents are in swap
};
#define TABLE_SPAN (512 * PAGE_SIZE) // what one bottom-level table maps
#define PTE_NX (1ul << 63)
#define PTE_ADDRESS 0x000ffffffffff000ul

// A user page's state is all in its PTE: 0 is untouched, PTE_SWAPPED is in the swap slot whose
// number stands where the address would, and all else is in memory. Then PTE_PRESENT says whether
// it may be used. (Without a right, PROT_NONE, it may not, by the kernel either.)
static inline bool pte_in_memory(pte_t pte) {
    return pte && !(pte & PTE_SWAPPED);
}
static inline pte_t pte_of_slot(uint64_t slot) {
    return slot << PAGE_SHIFT | PTE_SWAPPED;
}
static inline uint64_t pte_slot(pte_t pte) {
    return (pte & PTE_ADDRESS) >> PAGE_SHIFT;
}
static inline uint64_t pte_address(pte_t pte) {
    return pte & PTE_ADDRESS;
}

// The kernel half alone: the address space of idle and of processes that are no more.
extern pte_t *kernel_pml4;

// Replaces the boot tables by the kernel's own, with the permissions that are in the table of the
// address space in mm/README.md.
void pagetable_init(void);

// A new, empty user half sharing the kernel half. The top-level table's direct-map address, or
// NULL.
pte_t *pagetable_new(void);

// Sets a PTE of the user half. Each table counts its entries that are not 0 (struct frame.refs), so
// whatever fills or empties a PTE calls this.
void pte_set(pte_t *pte, pte_t value);

// Changes bits of a PTE that stays filled.
static inline void pte_change(pte_t *pte, pte_t value) {
    *pte = value;
    if (tracing)
        trace_entry(pte);
}

// Frees the tables on the way to `address` that have no entry any more. Pointers to their PTEs end.
void pagetable_trim(pte_t *pml4, uint64_t address);

// Frees the top-level table. All others were trimmed.
void pagetable_destroy(pte_t *pml4);

// The PTE of a user address. With `create`, missing tables are made (NULL: no memory); without,
// NULL when there is none. The pointer holds until the caller sleeps.
pte_t *pagetable_entry(pte_t *pml4, uint64_t address, bool create);

// The PTEs of a range of pages that are in one bottom-level table.
struct ptes {
    pte_t *pte;    // the first one, …
    uint64_t page; // … its page, …
    uint64_t end;  // … and where the pages of the last one end
    uint32_t used; // how many entries of the table are not 0
};

// The PTEs in the first bottom-level table that a range has; false: it has none. A range of many
// GiB that was never touched costs next to nothing.
bool pagetable_first(pte_t *pml4, uint64_t start, uint64_t end, struct ptes *at);

// Goes through those that are not 0: `at.pte` for `at.page`. The loop's body may empty the PTE. It
// ends early when the table has no more.
#define ptes_for_each(at)                                                                          \
    for (; (at).used > 0 && (at).page < (at).end; (at).pte++, (at).page += PAGE_SIZE)              \
        if (*(at).pte && (at).used--)

// The first page at or after *page and below `end` whose PTE is not 0, and that PTE; NULL: there is
// none, and *page is `end`.
pte_t *pagetable_next(pte_t *pml4, uint64_t *page, uint64_t end);

// So many empty PTEs of a table were filled without pte_set, or filled ones emptied (less than 0):
// none before `pte`.
void pagetable_recount(pte_t *pte, int more);

// How many tables it has, the top-level one included.
uint64_t pagetable_count(pte_t *pml4);

// Makes `pml4` the current address space; forgets one page's cached translation.
void pagetable_load(pte_t *pml4);
void tlb_flush_page(uint64_t address);

// Maps and unmaps one page of the kernel stacks' range, which has all its tables.
void kernel_map(uint64_t address, uint64_t physical, uint64_t flags);
void kernel_unmap(uint64_t address);
