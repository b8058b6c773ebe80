// System calls on the address space.
#include "kernel/abi.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/process/limits.h"
#include "kernel/syscall.h"
#include "mm/frame.h"
#include "mm/gap.h"
#include "mm/mmap.h"
#include "mm/pagecache.h"
#include "mm/swap.h"
#include "mm/usercopy.h"
#include "proc/process.h"
#include "proc/sched.h"

// The end of the heap moves to `wanted`, by the byte; what memory comes is a matter of whole pages,
// and of touching them. False if that cannot be.
static bool move_brk(struct spt *spt, uint64_t wanted) {
    struct spt_layout *layout = &spt->layout;
    if (wanted < layout->brk_start || wanted >= USER_END)
        return false;
    uint64_t old_end = page_up(layout->brk), new_end = page_up(wanted);
    struct spt_record more = {.start = old_end,
                              .end = new_end,
                              .prot = PROT_READ | PROT_WRITE,
                              .may_write = true,
                              .locked = layout->locking != LOCK_NO_MORE,
                              .kind = SPT_ANON};
    if (new_end > old_end) {
        uint64_t size = new_end - old_end;
        if (!room_is_free(spt, old_end, size + PAGE_SIZE) || !limits_allow(spt, &more, size) ||
            (more.locked && !limits_allow_locked(spt, size)) || spt_insert(spt, &more) < 0)
            return false;
        spt_join(spt, old_end, old_end);
    } else if (new_end < old_end && spt_clear(spt, new_end, old_end) < 0) {
        return false;
    }
    layout->brk = wanted;
    return true;
}

// Returns the new end or, when that cannot be, the old one (Linux's own convention; libraries make
// an error of it).
int64_t sys_brk(uint64_t wanted) {
    struct spt *spt = current->spt;
    lock_acquire(&spt->edit);
    uint64_t old = spt->layout.brk;
    move_brk(spt, wanted);
    lock_release(&spt->edit);
    if (spt->layout.locking == LOCK_MORE && old < wanted)
        mmap_populate(page_up(old), page_up(wanted));
    return spt->layout.brk;
}

// Whether a page is in memory: a file's if it is in the page cache, another if it has a frame.
static bool resident(struct spt *spt, const struct spt_record *record, uint64_t page) {
    const pte_t *pte = pagetable_entry(spt->pml4, page, false);
    if (pte && *pte)
        return *pte & PTE_PRESENT; // not if it is in swap
    struct spt_fill fill = spt_fill(record, page);
    return fill.read_bytes > 0 && pagecache_resident(record->object, fill.offset / PAGE_SIZE);
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

// The disk that a path names: *device, or -ENOTBLK, -ENXIO, and what looking up the path says.
static int block_device(uint64_t path, struct block_device **device) {
    struct inode *inode;
    int error = path_from_user(AT_FDCWD, path, PATH_FOLLOW, &inode);
    if (error < 0)
        return error;
    *device = device_block(inode);
    error = !inode_is(inode, S_IFBLK) ? -ENOTBLK : *device ? 0 : -ENXIO;
    inode_put(inode);
    return error;
}

int64_t sys_swapon(uint64_t path, uint32_t flags) {
    const int known = 0x1ffff; // a priority, among one, and wishes for discarded blocks
    if (!credentials_privileged())
        return -EPERM;
    if (flags & ~known)
        return -EINVAL;
    struct block_device *device;
    int error = block_device(path, &device);
    return error < 0 ? error : swap_on(device);
}

int64_t sys_swapoff(uint64_t path) {
    struct block_device *device;
    if (!credentials_privileged())
        return -EPERM;
    int error = block_device(path, &device);
    return error < 0 ? error : swap_off(device);
}
