// The processor: its control registers, segments, FPU and entry points.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Segment selectors; the same as Linux's, since programs can see them.
enum { KERNEL_CS = 0x10, KERNEL_SS = 0x18, USER_SS = 0x2b, USER_CS = 0x33, TSS_SELECTOR = 0x40 };

enum {
    RFLAGS_RESERVED = 1 << 1,
    RFLAGS_TF = 1 << 8,
    RFLAGS_IF = 1 << 9,
    RFLAGS_RF = 1 << 16,
    RFLAGS_AC = 1 << 18
};

// Interrupt stacks (IST numbers) for exceptions that may occur while the kernel stack is bad.
enum { IST_DOUBLE_FAULT = 1, IST_NMI, IST_MACHINE_CHECK };

// Loads the GDT and TSS, turns on the protection features that the processor has, sets up SYSCALL
// and the FPU.
void cpu_init(void);

// Where the next trap or system call from user mode puts its frame.
void cpu_set_kernel_stack(uint64_t top);

// Sets a program's segment registers: the FS base, where it keeps thread-local storage, and null
// selectors. A program can load others into DS, ES, FS and GS, but 64-bit code has no use for them:
// they are not saved, and no other program may see them.
void cpu_set_segments(uint64_t fs_base);

// A copy of the FPU's state as a new program finds it: control word 0x37f, MXCSR 0x1f80.
extern uint8_t fpu_initial[512];

static inline void fpu_save(uint8_t *state) {
    asm volatile("fxsave64 (%0)" : : "r"(state) : "memory");
}
static inline void fpu_restore(const uint8_t *state) {
    asm volatile("fxrstor64 (%0)" : : "r"(state) : "memory");
}
static inline uint64_t read_cr2(void) {
    uint64_t value;
    asm volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}
static inline uint64_t read_cr3(void) {
    uint64_t value;
    asm volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}
static inline void write_cr3(uint64_t value) {
    asm volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}
static inline void invlpg(uint64_t address) {
    asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}
static inline uint64_t read_tsc(void) {
    uint64_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return high << 32 | low;
}
static inline void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t result[4]) {
    asm volatile("cpuid"
                 : "=a"(result[0]), "=b"(result[1]), "=c"(result[2]), "=d"(result[3])
                 : "a"(leaf), "c"(subleaf));
}

// Waits for an interrupt, with interrupts on just for that.
static inline void cpu_idle(void) {
    asm volatile("sti; hlt; cli" : : : "memory");
}

// Stops for ever.
__attribute__((noreturn)) static inline void cpu_halt(void) {
    for (;;)
        asm volatile("cli; hlt");
}
