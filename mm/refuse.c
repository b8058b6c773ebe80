// The words for a refused page. Programs get a signal or EFAULT; the words are printed on the
// console.
#include "mm/refuse.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/format.h"

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

int refuse_unmapped(struct fault_refusal *refusal, uint64_t address) {
    return refuse(refusal, REFUSED_UNMAPPED, "%s",
                  address < PAGE_SIZE   ? "null pointer"
                  : address >= USER_END ? "not in the user's half"
                                        : "nothing is mapped there");
}

int refuse_growth(struct fault_refusal *refusal, const struct spt *spt, uint64_t address,
                  uint64_t rsp, const char *why, uint64_t number) {
    const struct spt_record *next = spt_first_above(spt, rsp);
    if (next != spt_first_above(spt, address) || address + PAGE_SIZE < rsp)
        return refuse_unmapped(refusal, address);
    return refuse(refusal, REFUSED_UNMAPPED, why, number);
}

int refuse_access(struct fault_refusal *refusal, enum fault_access access) {
    static const char *const why[] = {"not readable", "not writable", "not executable"};
    return refuse(refusal, REFUSED_ACCESS, "%s", why[access]);
}

const char *fault_access_name(enum fault_access access) {
    static const char *const names[] = {"read", "write", "execute"};
    return names[access];
}
