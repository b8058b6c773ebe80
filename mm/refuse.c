// The words for a refused page. Programs get a signal or EFAULT; these are for whoever reads the
// console.
#include "mm/refuse.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/format.h"
#include "kernel/personality.h"

int refuse(struct fault_refusal *refusal, int reason, const char *format, ...) {
    if (refusal) {
        va_list args;
        refusal->reason = reason;
        va_start(args, format);
        kvsnprintf(refusal->why, sizeof refusal->why, format, args);
        va_end(args);
    }
    return reason == REFUSED_NO_MEMORY ? -ENOMEM : -EFAULT;
}

// rsp is in the stack or in the gap below it, and the access no further than a page below rsp.
static bool means_stack(const struct spt *spt, uint64_t address, uint64_t rsp) {
    const struct spt_record *next = spt_first_above(spt, rsp);
    return next && next == spt_first_above(spt, address) && address + PAGE_SIZE >= rsp;
}

int refuse_growth(struct fault_refusal *refusal, enum growth growth, const struct spt *spt,
                  uint64_t address, uint64_t rsp) {
    const int reason = REFUSED_UNMAPPED;
    if (address < PAGE_SIZE)
        return refuse(refusal, reason, "null pointer");
    if (address >= USER_END)
        return refuse(refusal, reason, "not in the user's half");
    if (growth == GROWTH_NO_STACK || !means_stack(spt, address, rsp))
        return refuse(refusal, reason, "nothing is mapped there");
    if (growth == GROWTH_BELOW_RSP)
        return refuse(refusal, reason, "stack: %lu below rsp", rsp - address);
    if (growth == GROWTH_OVER_LIMIT)
        return refuse(refusal, reason, "stack: over its limit of %lu KiB",
                      personality_stack_limit() / 1024);
    return refuse(refusal, reason,
                  growth == GROWTH_NO_GAP ? "stack: too near to what is mapped below it"
                                          : "stack: over the limit of memory");
}

int refuse_access(struct fault_refusal *refusal, enum fault_access access) {
    static const char *const why[] = {"not readable", "not writable", "not executable"};
    return refuse(refusal, REFUSED_ACCESS, "%s", why[access]);
}

const char *fault_access_name(enum fault_access access) {
    static const char *const names[] = {"read", "write", "execute"};
    return names[access];
}
