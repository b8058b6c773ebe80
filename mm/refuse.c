// The words for a refused page. Programs get a signal or EFAULT; the words are printed on the
// console.
#include "mm/refuse.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/format.h"

int refuse(struct fault *fault, int reason, const char *format, ...) {
    struct fault_refusal *refusal = fault->refusal;
    fault->action = refusal ? refusal->why : "EFAULT";
    if (refusal) {
        va_list args;
        refusal->reason = reason;
        va_start(args, format);
        kvsnprintf(refusal->why, sizeof refusal->why, format, args);
        va_end(args);
    }
    return reason == REFUSED_NO_MEMORY ? -ENOMEM : -EFAULT;
}

int refuse_unmapped(struct fault *fault) {
    return refuse(fault, REFUSED_UNMAPPED, "%s",
                  fault->address < PAGE_SIZE   ? "null pointer"
                  : fault->address >= USER_END ? "not in the user's half"
                                               : "nothing is mapped there");
}

int refuse_growth(struct fault *fault, const char *why, uint64_t number) {
    const struct spt_record *above_rsp = spt_first_above(fault->spt, fault->rsp);
    if (above_rsp != spt_first_above(fault->spt, fault->address) ||
        fault->address + PAGE_SIZE < fault->rsp)
        return refuse_unmapped(fault);
    return refuse(fault, REFUSED_UNMAPPED, why, number);
}

int refuse_access(struct fault *fault) {
    static const char *const why[] = {"not readable", "not writable", "not executable"};
    return refuse(fault, REFUSED_ACCESS, "%s", why[fault->access]);
}

const char *fault_access_name(enum fault_access access) {
    static const char *const names[] = {"read", "write", "execute"};
    return names[access];
}
