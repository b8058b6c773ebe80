// Overcommit. A program that maps memory is promised a frame or a slot for each page of it, but
// none is set aside: most programs touch much less than they map, and fork promises again what will
// never be copied. So more may be promised than there is. When memory is out, the largest process
// ends (proc/oom.c). The administrator chooses the limit: no single promise above all memory and
// swap; or all promises together within promise_limit; or none.
#include "kernel/linux/memory/promise.h"
#include "mm/frame.h"
#include "mm/spt.h"
#include "mm/swap.h"

uint64_t promise_mode = PROMISE_POSSIBLE, promise_ratio = 50;

static uint64_t memory(void) {
    return frame_usable() * PAGE_SIZE;
}

uint64_t promise_limit(void) {
    return memory() / 100 * promise_ratio + swap_total * PAGE_SIZE;
}

bool promise_allows(uint64_t bytes, bool unreserved) {
    switch (promise_mode) {
    case PROMISE_POSSIBLE:
        return unreserved || bytes <= memory() + swap_total * PAGE_SIZE;
    case PROMISE_KEPT:
        return bytes <= promise_limit() && promised_total <= promise_limit() - bytes;
    default:
        return true;
    }
}
