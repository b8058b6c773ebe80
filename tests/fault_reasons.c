// The console says why a program was killed: the stack over its limit, though rsp was lowered long
// before the access; a wild pointer far below the stack, or into freed heap, is no stack; and where
// the address is the instruction's, it says so.
// test: boots=roomy,swap,eager
// console: pid * (fault_reasons): SIGSEGV at 0x* (stack: over its limit of 8192 KiB)
// console: pid * (fault_reasons): SIGSEGV at 0x* (stack: over its limit of 256 KiB)
// console: pid * (fault_reasons): SIGSEGV at 0x20000000 (nothing is mapped there)
// console: pid * (fault_reasons): SIGSEGV at 0x*abc (nothing is mapped there)
// console: pid * (fault_reasons): SIGSEGV at 0x* (stack: 200 below rsp)
// console: pid * (fault_reasons): SIGSEGV at rip 0x* (general protection)
// console: pid * (fault_reasons): SIGSEGV at rip 0x30000000 (nothing is mapped there)
// console: pid * (fault_reasons): SIGFPE at rip 0x* (divide error)
#include "test.h"

static __attribute__((noinline)) uint32_t deeper(uint32_t depth) {
    volatile uint8_t frame[1024];
    frame[0] = depth;
    return depth == 0 ? 0 : deeper(depth - 1) + frame[0];
}

static void overflow(void) {
    deeper(UINT32_MAX);
}

static __attribute__((noinline)) void use_much(void) {
    volatile uint8_t frame[1024 * 1024];
    check((frame[0] = 1) == 1);
}

static void overflow_at_once(void) {
    struct rlimit limit = {256 * 1024, 256 * 1024};
    check(setrlimit(RLIMIT_STACK, &limit) == 0);
    use_much();
}

static void wild_pointer(void) {
    store(0x20000000, 1);
}

static void freed_heap(void) {
    char *end = sbrk(64 * PAGE);
    check(sbrk(-64 * (long)PAGE) != (void *)-1);
    store((((uintptr_t)end + 32 * PAGE) & -PAGE) + 0xabc, 1);
}

static void below_rsp(void) {
    asm volatile("and $-4096, %%rsp; sub $4096, %%rsp; movb $0, (%%rsp); movb $0, -200(%%rsp)"
                 :
                 :
                 : "memory");
}

static void protected(void) {
    asm volatile("hlt");
}

static void divide(void) {
    asm volatile("xor %%ecx, %%ecx; mov $1, %%eax; cdq; div %%ecx" : : : "eax", "ecx", "edx", "cc");
}

static void jump_away(void) {
    jump(0x30000000);
}

int main(void) {
    static void (*const faults[])(void) = {overflow,  overflow_at_once, wild_pointer, freed_heap,
                                           below_rsp, protected,        jump_away};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        check(WTERMSIG(status_of(faults[i])) == SIGSEGV);
    check(WTERMSIG(status_of(divide)) == SIGFPE);
    return 0;
}
