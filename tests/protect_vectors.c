// INT n kills with SIGSEGV for every n: programs may raise neither exceptions nor device interrupts
// by hand. Left out are 3, the breakpoint, and 128, which is a system call on some Linuxes.
// test: core portable
#include "deeds.h"

// Four bytes a vector: int n; ret; nop.
asm(".text\n"
    "ints:\n"
    ".set i, 0\n"
    ".rept 256\n"
    ".byte 0xcd, i, 0xc3, 0x90\n"
    ".set i, i + 1\n"
    ".endr");
extern const uint8_t ints[];

int main(void) {
    int killed = 0;
    for (int vector = 0; vector < 256; vector++) {
        if (vector == 3 || vector == 128)
            continue;
        const char *end = fate(jump_to, (uintptr_t)ints + 4 * vector);
        if (strcmp(end, "SIGSEGV") == 0)
            killed++;
        else
            printf("int %d: %s\n", vector, end);
    }
    printf("SIGSEGV: %d\n", killed);
    return 0;
}
