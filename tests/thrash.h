// Memory that is touched at random.
#pragma once
#include <sys/mman.h>

#include "test.h"

static inline uint8_t *thrash_map(size_t pages) {
    void *memory =
        mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(memory != MAP_FAILED);
    return memory;
}

static inline void thrash_touch(uint8_t *memory, size_t pages, size_t times) {
    static uint64_t number = 1;
    while (times-- > 0) {
        number = number * 6364136223846793005 + 1442695040888963407; // Knuth's, as in MMIX
        memory[(number >> 33) % pages * PAGE]++;
    }
}
