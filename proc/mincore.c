// mincore(2): which pages are in memory.
#include "kernel/sleep.h"
#include "kernel/syscall.h"
#include "mm/pagecache.h"
#include "mm/spt.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// Whether a page is in memory: a file's if it is in the page cache, another if it has a frame.
static bool resident(struct spt *spt, const struct spt_record *record, uint64_t page) {
    const pte_t *pte = pagetable_entry(spt->pml4, page, false);
    if (pte && *pte)
        return pte_in_memory(*pte); // not if it is in swap
    struct spt_fill fill = spt_fill(record, page);
    const struct frame *cached =
        fill.read_bytes > 0 ? pagecache_find(record->object, fill.offset / PAGE_SIZE) : NULL;
    return cached && !cached->busy;
}

int64_t sys_mincore(uint64_t start, uint64_t length, uint64_t vector) {
    if (page_offset(start))
        return -EINVAL;
    if (start >= USER_END || length > USER_END - start)
        return -ENOMEM;
    for (uint64_t page = start; page < start + length; page += PAGE_SIZE) {
        const struct spt_record *record = spt_find(current->spt, page);
        if (!record)
            return -ENOMEM;
        uint8_t answer = resident(current->spt, record, page);
        if (copy_to_user(vector++, &answer, 1) < 0)
            return -EFAULT;
        breathe();
        if (current->killed)
            return -EINTR;
    }
    return 0;
}
