#include "kernel/linux/memory/promise.h"
#include "mm/frame.h"
#include "mm/swap.h"

uint64_t promise_mode = PROMISE_POSSIBLE, promise_ratio = 50, promised_total;

static uint64_t memory(void) {
    return (frame_total - frame_count[FRAME_RESERVED]) * PAGE_SIZE;
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
