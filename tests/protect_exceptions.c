// The exceptions that a program can raise by itself kill it with the signal that belongs to them:
// breakpoint and single step SIGTRAP, division SIGFPE, an undefined instruction SIGILL.
// test: core portable
#include "test.h"

static void breakpoint(void) {
    asm volatile("int3");
}

static void single_step(void) {
    asm volatile("pushfq; orl $0x100, (%%rsp); popfq; nop; nop" : : : "memory", "cc");
}

static void divide_by_zero(void) {
    asm volatile("xor %%ecx, %%ecx; mov $1, %%eax; xor %%edx, %%edx; div %%ecx"
                 :
                 :
                 : "rax", "rcx", "rdx");
}

static void divide_overflow(void) {
    asm volatile("mov $-1, %%ecx; mov $0x80000000, %%eax; cltd; idiv %%ecx"
                 :
                 :
                 : "rax", "rcx", "rdx");
}

static void undefined(void) {
    asm volatile("ud2");
}

// Unmasks the x87 exception for division by zero, divides, and waits for the result.
static void x87_divide(void) {
    uint16_t control = 0x37b;
    asm volatile("fldcw %0; fldz; fld1; fdivp; fwait" : : "m"(control));
}

static void bad_data_segment(void) {
    asm volatile("mov %0, %%ds" : : "r"(0xfff8));
}

static void kernel_data_segment(void) {
    asm volatile("mov %0, %%ds" : : "r"(0x10));
}

static void bad_gs(void) {
    asm volatile("mov %0, %%gs" : : "r"(0x7fff));
}

int main(void) {
    static const struct {
        const char *name;
        void (*body)(void);
    } cases[] = {
        {"breakpoint", breakpoint},
        {"single step", single_step},
        {"divide by zero", divide_by_zero},
        {"divide overflow", divide_overflow},
        {"undefined instruction", undefined},
        {"x87 division by zero", x87_divide},
        {"bad data segment", bad_data_segment},
        {"the kernel's data segment", kernel_data_segment},
        {"bad gs", bad_gs},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        printf("%s: %s\n", cases[i].name, status_text(status_of(cases[i].body)));
    return 0;
}
