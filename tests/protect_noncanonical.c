// Reading, writing and jumping to addresses that are no addresses (bits 47 to 63 differ) kills with
// SIGSEGV; so does using one as the stack, where it may also be SIGBUS: real processors report a
// stack fault, QEMU's a protection fault. test: core portable
#include "deeds.h"

static void return_to(uintptr_t address) {
    asm volatile("push %0; ret" : : "r"(address) : "memory");
}

static void push_at(uintptr_t rsp) {
    asm volatile("mov %0, %%rsp; push %%rax" : : "r"(rsp) : "memory");
}

static void call_at(uintptr_t rsp) {
    asm volatile("mov %0, %%rsp; call 1f; 1:" : : "r"(rsp) : "memory");
}

static void through_rbp(uintptr_t address) {
    asm volatile("mov %0, %%rbp; mov (%%rbp), %%rax" : : "r"(address) : "memory", "rax");
}

static const char *stack_fate(deed *deed, uintptr_t address) {
    const char *end = fate(deed, address);
    return strcmp(end, "SIGBUS") == 0 ? "SIGSEGV" : end;
}

int main(void) {
    static const uintptr_t addresses[] = {
        0x0000800000000000, 0x0001000000000000, 0x4141414141414141,
        0x8000000000000000, 0xffff7fffffffffff,
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        uintptr_t address = addresses[i];
        printf("%#lx: read %s, ", address, fate(read_from, address));
        printf("write %s, ", fate(write_to, address));
        printf("jump %s, ", fate(jump_to, address));
        printf("return %s, ", fate(return_to, address));
        printf("push %s, ", stack_fate(push_at, address));
        printf("call %s, ", stack_fate(call_at, address));
        printf("through rbp %s\n", stack_fate(through_rbp, address));
    }
    return 0;
}
