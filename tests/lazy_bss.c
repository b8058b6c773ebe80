// Untouched bss costs nothing, however much it is; reading it gives zeros and costs no frame
// either, for all of it is the one page of zeros; each page written costs one frame.
// test: boots=roomy,small,ram,tight
#include "test.h"

static uint8_t zeros[1u << 30]; // far more than there is memory

static long cost(bool writing, size_t first, size_t count) {
    long resident = resident_pages();
    for (size_t i = 0; i < count; i++) {
        uintptr_t address = (uintptr_t)zeros + (first + i) * 3 * PAGE;
        check(right_at("bss", address - (uintptr_t)zeros, load(address), 0));
        if (writing)
            store(address, 1);
    }
    return resident_pages() - resident;
}

int main(void) {
    check(around() > 1 || resident_pages() < 12);
    cost(true, 1, 1);

    vmstat("pgfault_zero"); // its own pages come in
    long zeroed = vmstat("pgfault_zero");
    check(cost(false, 1000, 3000) == 0);
    check(cost(true, 10000, 100) == 100);
    check(vmstat("pgfault_zero") - zeroed == 100);

    check(load((uintptr_t)zeros + sizeof zeros - 1) == 0);
    return 0;
}
