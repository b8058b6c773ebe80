// System calls on the address space.
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/pagecache.h"
#include "kernel/syscall.h"
#include "mm/frame.h"
#include "mm/usercopy.h"
#include "proc/process.h"

// The end of the heap moves to `wanted`, by the byte; what memory comes is a matter of whole pages,
// and of touching them. Answers the new end or, when that cannot be, the old one (Linux's own
// convention; libraries make an error of it).
int64_t sys_brk(uint64_t wanted) {
    struct spt *spt = current->spt;
    struct spt_layout *layout = &spt->layout;
    if (wanted < layout->brk_start || wanted >= USER_END)
        return layout->brk;
    uint64_t old_end = page_up(layout->brk), new_end = page_up(wanted);
    struct spt_record *heap = old_end > layout->brk_start ? spt_find(spt, old_end - 1) : NULL;

    if (new_end > old_end) {
        struct spt_record *next = spt_first_above(spt, old_end);
        uint64_t gap = next && next->kind == SPT_STACK ? STACK_GUARD : PAGE_SIZE;
        if (next && next->start < new_end + gap)
            return layout->brk;
        if (heap)
            spt_set_end(spt, heap, new_end);
        else if (spt_insert(spt, &(struct spt_record){.start = layout->brk_start,
                                                      .end = new_end,
                                                      .prot = PROT_READ | PROT_WRITE,
                                                      .kind = SPT_ANON}) < 0)
            return layout->brk;
    } else if (heap && new_end == layout->brk_start) {
        spt_remove(spt, heap);
    } else if (heap) {
        spt_set_end(spt, heap, new_end);
    }
    return layout->brk = wanted;
}

// Whether a page is in memory: a file's if it is in the page cache, another if it has a frame.
static bool resident(struct spt *spt, const struct spt_record *record, uint64_t page) {
    const pte_t *pte = pagetable_entry(spt->pml4, page, false);
    if (pte && *pte & PTE_PRESENT)
        return true;
    struct spt_fill fill = spt_fill(record, page);
    return fill.read_bytes > 0 && pagecache_resident(record->file, fill.offset / PAGE_SIZE);
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
    }
    return 0;
}
