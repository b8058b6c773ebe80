// From record to record. What is done to one may take a sleep, in which others change: so each is
// found anew.
#include "kernel/linux/memory/range.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/running.h"
#include "kernel/sleep.h"

int range_for_each(struct spt *spt, uint64_t start, uint64_t end, bool skips_gaps, range_act *act,
                   int argument) {
    int result = 0;
    for (uint64_t at = start; at < end; breathe()) {
        const struct spt_record *record = spt_first_above(spt, at);
        bool gap = !record || record->start > at;
        if (!record || record->start >= end || (gap && !skips_gaps))
            return -ENOMEM;
        if (gap)
            result = -ENOMEM;
        uint64_t first = max(record->start, at);
        at = min(record->end, end);
        int error = act(spt, record, first, at, argument);
        if (error < 0 || running_is_killed())
            return error;
    }
    return result;
}
