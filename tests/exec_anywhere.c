// A program that may lie anywhere (ET_DYN) is put to another place each time, above 0x555555554000
// and aligned as its segments ask, up to a GiB. Its heap begins behind it.
// test: core boots=roomy,small
#include "test.h"

#define LOWEST 0x555555554000ul
#define HIGHEST (LOWEST + (1ul << 40))

// Where it is and where its heap begins, as mkelf.py's `anywhere` tells.
static uint64_t place_of(const char *path) {
    int out;
    pid_t pid = start_program(path, &out);
    uint64_t told[2];
    check(read(out, told, sizeof told) == sizeof told);
    check(wait_for(pid) == 0);
    close(out);
    uint64_t heap = told[0], base = told[1];
    check(heap == base + 0x613000);
    return base;
}

static void try_align(uint64_t align) {
    char name[40];
    snprintf(name, sizeof name, "elf/anywhere-%lx", align);
    uint64_t unit = align & (align - 1) ? PAGE : align; // what is no power of two means nothing
    uint64_t first = place_of(beside(name));
    bool moved = false;
    for (int i = 0; i < 8; i++) {
        uint64_t base = place_of(beside(name));
        check(base % unit == 0 && base + 0x400000 > LOWEST - unit && base < HIGHEST);
        moved |= base != first;
    }
    check(moved);
}

int main(void) {
    try_align(0x1000);
    try_align(0x200000);
    try_align(0x40000000);
    try_align(0x3000);
    return 0;
}
