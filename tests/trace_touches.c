// Touches pages in an order that is known; then more than memory has, one in ten of them anywhere,
// the others in a quarter: for tests/traces.py.
#include "test.h"
#include <sys/mman.h>
#include <sys/reboot.h>

enum { FEW = 6, MANY = 2000, TOUCHES = 20000 };

static volatile char *map(uint64_t address, size_t pages) {
    void *place = (void *)address;
    check(mmap(place, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
               -1, 0) == place);
    return place;
}

int main(void) {
    const char *belady = "123412512345"; // fifo has fewer faults with 3 frames than with 4
    volatile char *few = map(0x10000000, FEW), *many = map(0x20000000, MANY);
    for (const char *page = belady; *page; page++)
        few[(*page - '0') * PAGE] = 1;
    for (size_t page = 0; page < MANY; page++)
        many[page * PAGE] = 1;
    uint64_t number = 1;
    for (size_t i = 0; i < TOUCHES; i++) {
        number = number * 6364136223846793005 + 1442695040888963407; // Knuth's, as in MMIX
        check(many[(number >> 33) % (i % 10 == 0 ? MANY : MANY / 4) * PAGE] == 1);
    }
    return reboot(RB_POWER_OFF);
}
