// mlock and its family. Pagoda does not lock pages into memory: whatever is mapped may have to
// leave. So it says what Linux says to those whose RLIMIT_MEMLOCK is 0 (mm/limits.c): EPERM; and
// programs that asked for the sake of speed or secrecy go on without.
#include "kernel/errno.h"
#include "kernel/syscall.h"
#include "mm/spt.h"
#include "proc/process.h"

static int64_t check_mapped(uint64_t start, uint64_t length) {
    uint64_t end = page_up(start + length);
    start = page_down(start);
    if (end < start)
        return -EINVAL;
    for (uint64_t at = start; at < end;) {
        const struct spt_record *record = spt_find(current->spt, at);
        if (!record)
            return -ENOMEM;
        at = record->end;
    }
    return 0;
}

int64_t sys_mlock2(uint64_t start, uint64_t length, uint32_t flags) {
    (void)start, (void)length; // the right is asked for first
    enum { MLOCK_ONFAULT = 1 };
    return flags & ~MLOCK_ONFAULT ? -EINVAL : -EPERM;
}

int64_t sys_mlock(uint64_t start, uint64_t length) {
    return sys_mlock2(start, length, 0);
}

int64_t sys_mlockall(uint32_t flags) {
    enum { MCL_CURRENT = 1, MCL_FUTURE = 2, MCL_ONFAULT = 4 };
    return flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || !(flags & ~MCL_ONFAULT) ? -EINVAL
                                                                                        : -EPERM;
}

// What is not locked is unlocked already.
int64_t sys_munlock(uint64_t start, uint64_t length) {
    return check_mapped(start, length);
}

int64_t sys_munlockall(void) {
    return 0;
}
