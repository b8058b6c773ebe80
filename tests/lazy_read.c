// Reading k pages of initialised data makes exactly k more pages resident, at the price of k
// faults; if pages come along (around= is not 1), each of those is one more, and is a fault less if
// it is read. Reading them again costs nothing.
// test: boots=roomy,small,ram,tight
#include "test.h"

static uint8_t table[8 << 20] = {1};

// Reads `count` pages, `stride` apart; returns how many faults that took. Nothing else in here may
// touch a page for the first time, so it is called once in vain before it counts.
static long cost(size_t first, size_t count, size_t stride) {
    long along = vmstat("pgfault_along"), resident = resident_pages(),
         before = minor_faults() + major_faults();
    for (size_t i = 0; i < count; i++)
        load((uintptr_t)table + (first + i * stride) * PAGE);
    long faults = minor_faults() + major_faults() - before, more = resident_pages() - resident;
    check(more == faults + vmstat("pgfault_along") - along);
    check(more == faults || around() > 1);
    return faults;
}

int main(void) {
    cost(0, 0, 0);
    cost(1, 1, 1);

    check(cost(1, 1, 1) == 0);
    check(cost(600, 1, 1) == 1);
    long in_order = cost(3, 40, 1);
    check(around() > 1 ? in_order > 0 && in_order <= 40 : in_order == 40);
    check(cost(3, 40, 1) == 0);
    check(cost(100, 100, 17) == 100); // further apart than what comes along
    check(cost(100, 100, 17) == 0);
    check(cost(sizeof table / PAGE - 2, 1, 1) == 1);
    return 0;
}
