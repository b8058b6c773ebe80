// Reading k pages of initialised data makes exactly k more pages resident, at the price of k
// faults; reading them again costs nothing.
// test: boots=roomy,small,ram
#include "test.h"

static uint8_t table[8 << 20] = {1};

// Reads `count` pages, `stride` apart; returns by how much the resident pages grew. Nothing else in
// here may touch a page for the first time, so it is called once in vain before it counts.
static long cost(size_t first, size_t count, size_t stride, long *faults) {
    long resident = resident_pages(), before = minor_faults() + major_faults();
    for (size_t i = 0; i < count; i++)
        load((uintptr_t)table + (first + i * stride) * PAGE);
    *faults = minor_faults() + major_faults() - before;
    return resident_pages() - resident;
}

int main(void) {
    long faults;
    cost(0, 0, 0, &faults);
    cost(1, 1, 1, &faults);

    check(cost(1, 1, 1, &faults) == 0 && faults == 0);
    check(cost(2, 1, 1, &faults) == 1 && faults == 1);
    check(cost(3, 40, 1, &faults) == 40 && faults == 40);
    check(cost(100, 100, 17, &faults) == 100 && faults == 100);
    check(cost(100, 100, 17, &faults) == 0 && faults == 0);
    check(cost(sizeof table / PAGE - 2, 1, 1, &faults) == 1 && faults == 1);
    return 0;
}
