// A process that waits for its pages half of the time, and computes half of the time, is not
// killed, though its pages come back more often than may be where no work is done.
// test: boots=swap timeout=180 swaps=12
#include "thrash.h"

enum { PAGES = 4200, TIMES = 11, TOUCHES = 500 };

static volatile unsigned sum;

int main(void) {
    uint8_t *memory = thrash_map(PAGES);
    while (major_faults() < TIMES * PAGES) {
        long before = milliseconds(CLOCK_MONOTONIC);
        thrash_touch(memory, PAGES, TOUCHES);
        long now = milliseconds(CLOCK_MONOTONIC), end = now + (now - before);
        for (; now < end; now = milliseconds(CLOCK_MONOTONIC))
            for (unsigned i = 0; i < 100000; i++)
                sum += i;
    }
    return 0;
}
