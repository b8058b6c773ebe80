// Segmentation is all but gone in long mode, yet the processor still wants a GDT for the two
// privilege levels and a TSS to find the kernel stack (Intel SDM vol. 3, 3.4.5 and 7.7). SYSCALL
// finds its entry in model-specific registers.
#include "kernel/cpu.h"
#include "kernel/lib/string.h"

enum {
    MSR_STAR = 0xc0000081,
    MSR_LSTAR = 0xc0000082,
    MSR_SFMASK = 0xc0000084,
    MSR_FS_BASE = 0xc0000100,

    CR4_PGE = 1 << 7,
    CR4_OSFXSR = 1 << 9,
    CR4_OSXMMEXCPT = 1 << 10,
    CR4_UMIP = 1 << 11,
    CR4_SMEP = 1 << 20,
    CR4_SMAP = 1 << 21,

    CPUID7_EBX_SMEP = 1 << 7,
    CPUID7_EBX_SMAP = 1 << 20,
    CPUID7_ECX_UMIP = 1 << 2,

    // What SYSCALL clears: trap, interrupt, direction, I/O privilege, nested task, alignment check.
    SYSCALL_CLEARS = 1 << 8 | 1 << 9 | 1 << 10 | 3 << 12 | 1 << 14 | 1 << 18,
};

struct __attribute__((packed)) tss {
    uint32_t reserved0;
    uint64_t rsp[3];
    uint64_t reserved1;
    uint64_t ist[7]; // IST n is ist[n - 1]
    uint64_t reserved2;
    uint16_t reserved3, io_map; // io_map at the TSS's end: no port is open to users
};

static struct tss tss;
static uint64_t gdt[] = {
    [KERNEL_CS / 8] = 0x00209b0000000000, // 64-bit code, ring 0
    [KERNEL_SS / 8] = 0x0000930000000000, // data, ring 0
    [USER_SS / 8] = 0x0000f30000000000,   // data, ring 3
    [USER_CS / 8] = 0x0020fb0000000000,   // 64-bit code, ring 3
    [TSS_SELECTOR / 8] = 0,               // 16 bytes, filled in below
    [TSS_SELECTOR / 8 + 1] = 0,
};
static uint8_t interrupt_stacks[3][4096] __attribute__((aligned(16)));

uint8_t fpu_initial[512] __attribute__((aligned(16)));
uint64_t syscall_stack; // for trap_entry.asm: TSS.rsp0 for SYSCALL, which switches no stack

void syscall_entry(void);

static void write_msr(uint32_t msr, uint64_t value) {
    asm volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static void load_segments(void) {
    for (int i = 0; i < 3; i++)
        tss.ist[i] = (uint64_t)(interrupt_stacks[i] + sizeof interrupt_stacks[i]);
    tss.io_map = sizeof tss;
    // A 64-bit TSS descriptor (SDM vol. 3, figure 7-4): the base is scattered over 16 bytes.
    uint64_t base = (uint64_t)&tss;
    gdt[TSS_SELECTOR / 8] =
        (sizeof tss - 1) | (base & 0xffffff) << 16 | 0x89ul << 40 | (base >> 24 & 0xff) << 56;
    gdt[TSS_SELECTOR / 8 + 1] = base >> 32;

    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } pointer = {sizeof gdt - 1, (uint64_t)gdt};
    asm volatile("lgdt %0\n\t"
                 "pushq %1\n\t"
                 "leaq 1f(%%rip), %%rax\n\t"
                 "pushq %%rax\n\t"
                 "lretq\n"
                 "1:\tmovw %w2, %%ss\n\t"
                 "ltr %w3"
                 :
                 : "m"(pointer), "i"(KERNEL_CS), "r"(KERNEL_SS), "r"(TSS_SELECTOR)
                 : "rax", "memory");
}

static void enable_protection(void) {
    uint32_t leaf[4];
    uint64_t cr4;
    cpuid(0, 0, leaf);
    asm volatile("mov %%cr4, %0" : "=r"(cr4));
    cr4 |= CR4_PGE | CR4_OSFXSR | CR4_OSXMMEXCPT;
    if (leaf[0] >= 7) { // the highest leaf
        cpuid(7, 0, leaf);
        cr4 |= leaf[1] & CPUID7_EBX_SMEP ? CR4_SMEP : 0;
        cr4 |= leaf[1] & CPUID7_EBX_SMAP ? CR4_SMAP : 0;
        cr4 |= leaf[2] & CPUID7_ECX_UMIP ? CR4_UMIP : 0;
    }
    asm volatile("mov %0, %%cr4" : : "r"(cr4));
}

void cpu_init(void) {
    load_segments();
    enable_protection();
    // SYSCALL's CS, with SS = CS + 8; SYSRET's SS = this + 8, and CS = this + 16.
    write_msr(MSR_STAR, (uint64_t)KERNEL_CS << 32 | (uint64_t)(USER_SS - 8) << 48);
    write_msr(MSR_LSTAR, (uint64_t)syscall_entry);
    write_msr(MSR_SFMASK, SYSCALL_CLEARS);
    uint32_t mxcsr = 0x1f80;
    asm volatile("fninit; ldmxcsr %0" : : "m"(mxcsr));
    fpu_save(fpu_initial);
    memset(fpu_initial + 32, 0, 512 - 32); // what firmware and GRUB left in registers
}

void cpu_set_kernel_stack(uint64_t top) {
    tss.rsp[0] = top;
    syscall_stack = top;
}

void cpu_set_segments(uint64_t fs_base) {
    asm volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%fs; mov %0, %%gs" : : "r"(0));
    write_msr(MSR_FS_BASE, fs_base); // last: a load of FS changes it
}
