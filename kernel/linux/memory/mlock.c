// mlock and its family: records whose pages are brought in at once and stay. A page is locked as
// long as some record that maps it is (rmap_is_locked), so nothing is counted for a page.
// RLIMIT_MEMLOCK bounds how much a process may lock; root may lock everything, and if that is more
// than there is, the process is killed.
#include "kernel/lib/minmax.h"
#include "kernel/linux/memory/range.h"
#include "kernel/linux/process/outer.h"
#include "kernel/running.h"
#include "kernel/syscall.h"
#include "mm/mmap.h"

enum { MLOCK_ONFAULT = 1 };
enum { MCL_CURRENT = 1, MCL_FUTURE = 2, MCL_ONFAULT = 4 };

static bool may_lock(void) {
    return credentials_privileged() || current->outer->limits[RLIMIT_MEMLOCK].current > 0;
}

// How many bytes of a range are not locked yet.
static uint64_t unlocked_in(const struct spt *spt, uint64_t start, uint64_t end) {
    uint64_t sum = 0;
    const struct spt_record *record;
    for (uint64_t at = start; (record = spt_first_above(spt, at)) && record->start < end;
         at = record->end) {
        sum += record->locked ? 0 : min(record->end, end) - max(record->start, start);
    }
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

// Locks or unlocks what there is in a range. The caller holds spt->edit.
static int set_range(struct spt *spt, uint64_t start, uint64_t end, bool skips_gaps, bool locked) {
    int error = range_for_each(spt, start, end, skips_gaps, set_part, locked);
    spt_join(spt, start, end);
    return error;
}

// The pages of a byte range, as mlock means it. False: there is no such range.
static bool pages_of(uint64_t *start, uint64_t length, uint64_t *end) {
    *end = page_up(*start + length);
    *start = page_down(*start);
    return *end >= *start;
}

int64_t sys_mlock2(uint64_t start, uint64_t length, uint32_t flags) {
    struct spt *spt = current->spt;
    uint64_t end;
    if (flags & ~MLOCK_ONFAULT)
        return -EINVAL;
    if (!may_lock())
        return -EPERM;
    if (!pages_of(&start, length, &end))
        return -EINVAL;
    lock_acquire(&spt->edit);
    int error = limits_allow_locked(spt, unlocked_in(spt, start, end))
                    ? set_range(spt, start, end, false, true)
                    : -ENOMEM;
    lock_release(&spt->edit);
    if (error == 0 && !(flags & MLOCK_ONFAULT) && !mmap_populate(spt, start, end))
        error = -ENOMEM;
    return error;
}

int64_t sys_munlock(uint64_t start, uint64_t length) {
    struct spt *spt = current->spt;
    uint64_t end;
    if (!pages_of(&start, length, &end))
        return -EINVAL;
    lock_acquire(&spt->edit);
    int error = set_range(spt, start, end, false, false);
    lock_release(&spt->edit);
    return error;
}

static void set_all(struct spt *spt, bool locked) {
    lock_acquire(&spt->edit);
    set_range(spt, 0, USER_END, true, locked);
    lock_release(&spt->edit);
}

// Pages that cannot be brought in (beyond the end of a file, without rights) are skipped, as on
// Linux.
static void populate_all(const struct spt *spt) {
    const struct spt_record *record;
    for (uint64_t at = 0; (record = spt_first_above(spt, at)) && !running_is_killed();) {
        at = record->end;
        mmap_populate(current->spt, record->start, at);
    }
}

int64_t sys_mlockall(uint32_t flags) {
    struct spt *spt = current->spt;
    if (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || !(flags & ~MCL_ONFAULT))
        return -EINVAL;
    if (!may_lock())
        return -EPERM;
    if (flags & MCL_CURRENT && !limits_allow_locked(spt, spt->size - spt->locked))
        return -ENOMEM;
    spt->layout.locking = !(flags & MCL_FUTURE) ? LOCK_NO_MORE
                          : flags & MCL_ONFAULT ? LOCK_MORE_ON_FAULT
                                                : LOCK_MORE;
    if (flags & MCL_CURRENT)
        set_all(spt, true);
    if (flags & MCL_CURRENT && !(flags & MCL_ONFAULT))
        populate_all(spt);
    return 0;
}

int64_t sys_munlockall(void) {
    current->spt->layout.locking = LOCK_NO_MORE;
    set_all(current->spt, false);
    return 0;
}
