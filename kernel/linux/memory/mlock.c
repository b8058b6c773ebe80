// mlock and its family: records whose pages are brought in at once and stay. A page is locked as
// long as some record that maps it is (rmap_is_locked), so nothing is counted for a page.
// RLIMIT_MEMLOCK bounds how much a process may lock; root may lock everything, and if that is more
// than there is, the process is killed.
#include "kernel/lib/minmax.h"
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

// Locks or unlocks what there is in a range, record by record. -ENOMEM at the first gap, or when a
// record cannot be cut.
static int set_range(struct spt *spt, uint64_t start, uint64_t end, bool locked) {
    int error = 0;
    for (uint64_t at = start; at < end && error == 0;) {
        struct spt_record *record = spt_find(spt, at);
        uint64_t stop = record && record->end < end ? record->end : end;
        if (!record || spt_split(spt, at) < 0 || spt_split(spt, stop) < 0)
            error = -ENOMEM;
        else if ((record = spt_find(spt, at)))
            spt_change(spt, record, record->prot, locked);
        at = stop;
    }
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
                    ? set_range(spt, start, end, true)
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
    int error = set_range(spt, start, end, false);
    lock_release(&spt->edit);
    return error;
}

static int set_all(struct spt *spt, bool locked) {
    int error = 0;
    const struct spt_record *record;
    lock_acquire(&spt->edit);
    for (uint64_t at = 0; error == 0 && (record = spt_first_above(spt, at)); at = record->end)
        error = set_range(spt, record->start, record->end, locked);
    lock_release(&spt->edit);
    return error;
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
    int error = flags & MCL_CURRENT ? set_all(spt, true) : 0;
    if (error == 0 && flags & MCL_CURRENT && !(flags & MCL_ONFAULT))
        populate_all(spt);
    return error;
}

int64_t sys_munlockall(void) {
    current->spt->layout.locking = LOCK_NO_MORE;
    return set_all(current->spt, false);
}
