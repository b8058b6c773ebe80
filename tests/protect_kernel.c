// Reading, writing and jumping to the kernel's addresses kills with SIGSEGV: direct map, kernel
// stacks, the kernel itself, and what lies between and around them.
// test: core portable
#include "deeds.h"

int main(void) {
    static const uintptr_t addresses[] = {
        0xffff800000000000, 0xffff800000100000, 0xffff8000000b8000, 0xffff80003ffff000,
        0xffffbffffffff000, 0xffffc00000000000, 0xffffc00000003ff8, 0xffffc00000010000,
        0xffffe00000000000, 0xffffffff80000000, 0xffffffff80100000, 0xffffffff80200000,
        0xfffffffffffff000, 0xffffffffffffffff, 0x00007fffffffffff,
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        uintptr_t address = addresses[i];
        printf("%#lx: read %s, ", address, fate(read_from, address));
        printf("write %s, ", fate(write_to, address));
        printf("jump %s\n", fate(jump_to, address));
    }
    return 0;
}
