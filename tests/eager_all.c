// With `eager`, exec loads the whole program: every page of its data is resident from the start.
// test: boots=eager
#include "test.h"

static uint8_t table[1 << 20] = {1, 2, 3};

int main(void) {
    check(resident_pages() >= (long)(sizeof table / PAGE));
    long before = minor_faults() + major_faults();
    for (size_t i = 0; i < sizeof table; i += PAGE)
        load((uintptr_t)table + i);
    check(minor_faults() + major_faults() - before == 0);
    return 0;
}
