// Writing k pages of initialised data makes exactly k more pages resident: the private copies.
// Reading first and writing then costs two faults a page, or one if it came along, but no more
// memory of the process.
// test: boots=roomy,small,ram,tight
#include "test.h"

static uint8_t table[8 << 20] = {1};

// Returns by how much the resident pages grew, without those that came along.
static long cost(bool writing, size_t first, size_t count, long *faults) {
    long along = vmstat("pgfault_along"), resident = resident_pages(),
         before = minor_faults() + major_faults();
    for (size_t i = 0; i < count; i++) {
        uintptr_t address = (uintptr_t)table + (first + i) * PAGE;
        if (writing)
            store(address, 7);
        else
            load(address);
    }
    *faults = minor_faults() + major_faults() - before;
    return resident_pages() - resident - (vmstat("pgfault_along") - along);
}

int main(void) {
    long faults;
    cost(true, 1, 1, &faults);
    cost(false, 600, 1, &faults);

    check(cost(true, 10, 50, &faults) == 50 && faults == 50);
    check(cost(true, 10, 50, &faults) == 0 && faults == 0);
    check(cost(false, 100, 50, &faults) == faults && (faults == 50 || around() > 1));
    check(cost(true, 100, 50, &faults) == 0 && faults == 50);
    check(cost(true, 100, 50, &faults) == 0 && faults == 0);

    check(table[PAGE] == 7 && table[149 * PAGE] == 7);
    check(table[150 * PAGE] == 0 && table[600 * PAGE] == 0 && table[0] == 1);
    return 0;
}
