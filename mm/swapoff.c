// swapoff: everything comes back into memory. What is in swap is found where it is missing: in the
// page tables of all address spaces, and in the tables of the shared memory that they map. Each
// page takes a sleep, after which the world may be another one; so each search begins anew.
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "mm/evict.h"
#include "mm/shm.h"
#include "mm/spt.h"
#include "mm/swap.h"
#include "proc/sched.h"

enum { FRAMES_NEEDED = 2 };

// Each of these brings one page back. 1: it did; 0: there was none; or a negative errno. May sleep.

static int bring_private(struct spt *spt) {
    const pte_t *pte;
    for (uint64_t page = 0; (pte = pagetable_next(spt->pml4, &page, USER_END)); page += PAGE_SIZE) {
        if (!(*pte & PTE_SWAPPED))
            continue;
        int error = swap_in(spt, page);
        return error < 0 ? error : 1;
    }
    return 0;
}

static int bring_shared(struct spt *spt) {
    for (const struct spt_record *record = spt_first_above(spt, 0); record;
         record = spt_first_above(spt, record->end)) {
        if (!record->file || !shm_is(record->file))
            continue;
        struct inode *inode = inode_ref(record->file);
        int brought = shm_bring_back(inode);
        inode_put(inode);
        if (brought != 0)
            return brought;
    }
    return 0;
}

static int bring_one(void) {
    for (struct list *node = address_spaces.next; node != &address_spaces; node = node->next) {
        struct spt *spt = list_entry(node, struct spt, all);
        int brought = spt->swapped > 0 ? bring_private(spt) : bring_shared(spt);
        if (brought != 0)
            return brought;
    }
    return 0;
}

int swap_bring_back(void) {
    while (swap_used > 0) {
        if (!evict_reserve(FRAMES_NEEDED))
            return -ENOMEM;
        int brought = bring_one();
        if (brought < 0)
            return brought;
        if (brought == 0 && swap_used > 0) // it is on its way out or in just now
            sleep_on(&swap_used, false);
    }
    return 0;
}
