// Reading, writing and jumping to the null pointer, and near it, kills with SIGSEGV.
// test: core portable
#include "deeds.h"

int main(void) {
    static const uintptr_t addresses[] = {0, 1, 8, 4095, 4096, 0x8000, 0xffff};
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        uintptr_t address = addresses[i];
        printf("%#lx: read %s, ", address, fate(read_from, address));
        printf("write %s, ", fate(write_to, address));
        printf("jump %s\n", fate(jump_to, address));
    }
    return 0;
}
