// System calls on the address space.
#include "kernel/abi.h"
#include "kernel/fs/devices.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/inode.h"
#include "kernel/lib/errno.h"
#include "kernel/personality.h"
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
        if (!room_is_free(spt, old_end, size + PAGE_SIZE) ||
            personality_may_grow(spt, &more, size) < 0 || spt_insert(spt, &more) < 0)
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
