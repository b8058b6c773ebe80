// mlock and its family: records whose pages are brought in at once and stay. A page is locked as
// long as some record that maps it is (rmap_is_locked), so nothing is counted for a page.
// RLIMIT_MEMLOCK bounds how much a process may lock; root may lock everything, and if that is more
// than there is, the process is killed.
#include "kernel/lib/minmax.h"
#include "kernel/linux/memory/range.h"
#include "kernel/linux/process/outer.h"
#include "kernel/sleep.h"
#include "kernel/syscall.h"
#include "mm/mmap.h"

static bool may_lock(void) {
    return credentials_privileged() || current->outer->limits[RLIMIT_MEMLOCK].current > 0;
}

// How many bytes of a range are not locked yet.
static uint64_t unlocked_in(const struct spt *spt, uint64_t start, uint64_t end) {
    uint64_t sum = 0, at = start;
    for (const struct spt_record *record;
         (record = spt_first_above(spt, at)) && record->start < end; at = record->end, breathe())
        sum += record->locked ? 0 : min(record->end, end) - max(record->start, start);
    return sum;
}

static int set_part(struct spt *spt, const struct spt_record *record, uint64_t start, uint64_t end,
                    int locked) {
    uint8_t prot = record->prot;
    if (spt_split(spt, start) < 0 || spt_split(spt, end) < 0)
        return -ENOMEM;
    spt_change(spt, spt_find(spt, start), prot, locked);
    return 0;
}

// Locks what there is in a range and brings it in, or unlocks it. -ENOMEM at the first gap, at the
// first page that is refused, over the limit, or when a record cannot be cut.
static int set_range(struct spt *spt, uint64_t start, uint64_t end, bool locked, bool bring) {
    lock_acquire(&spt->edit);
    bool allowed = !locked || limits_allow_locked(spt, unlocked_in(spt, start, end));
    int error = allowed ? range_for_each(spt, start, end, false, set_part, locked) : -ENOMEM;
    spt_join(spt, start, end);
    lock_release(&spt->edit);
    return error == 0 && bring && !mmap_populate(spt, start, end) ? -ENOMEM : error;
}

// The pages of a byte range, as mlock means it.
static int set_pages(uint64_t start, uint64_t length, bool locked, bool bring) {
    uint64_t end = page_up(start + length);
    start = page_down(start);
    return end >= start ? set_range(current->spt, start, end, locked, bring) : -EINVAL;
}

// Pages that cannot be brought in (beyond the end of a file, without rights) are skipped, as on
// Linux.
static void set_all(struct spt *spt, bool locked) {
    uint64_t at = 0;
    for (const struct spt_record *r; !current->killed && (r = spt_first_above(spt, at));) {
        at = r->end;
        set_range(spt, r->start, at, locked, locked);
    }
}

int64_t sys_mlock2(uint64_t start, uint64_t length, uint32_t flags) {
    enum { MLOCK_ONFAULT = 1 };
    if (flags & ~MLOCK_ONFAULT)
        return -EINVAL;
    return may_lock() ? set_pages(start, length, true, !flags) : -EPERM;
}

int64_t sys_munlock(uint64_t start, uint64_t length) {
    return set_pages(start, length, false, false);
}

int64_t sys_mlockall(uint32_t flags) {
    enum { MCL_CURRENT = 1, MCL_FUTURE = 2 };
    struct spt *spt = current->spt;
    if (flags == 0 || flags & ~(MCL_CURRENT | MCL_FUTURE))
        return -EINVAL;
    if (!may_lock())
        return -EPERM;
    if (flags & MCL_CURRENT && !limits_allow_locked(spt, spt->size - spt->locked))
        return -ENOMEM;
    spt->layout.locks_more = flags & MCL_FUTURE;
    if (flags & MCL_CURRENT)
        set_all(spt, true);
    return 0;
}

int64_t sys_munlockall(void) {
    current->spt->layout.locks_more = false;
    set_all(current->spt, false);
    return 0;
}
