// Each privileged instruction kills with SIGSEGV, each that does not exist with SIGILL. WBINVD is
// left out: QEMU 10 and 11 let a program run it, which no kernel notices.
// test: core portable
#include "test.h"

// One function an instruction. The registers hold nothing useful: the processor must refuse before
// it looks at them.
#define INSTRUCTION(name, text)                                                                    \
    static void name(void) {                                                                       \
        asm volatile(text : : : "rax", "rcx", "rdx", "memory");                                    \
    }
INSTRUCTION(do_cli, "cli")
INSTRUCTION(do_sti, "sti")
INSTRUCTION(do_hlt, "hlt")
INSTRUCTION(do_in, "mov $0x3f8, %%edx; in %%dx, %%al")
INSTRUCTION(do_out, "mov $0xf4, %%edx; out %%al, %%dx")
INSTRUCTION(do_out_immediate, "out %%al, $0x80")
INSTRUCTION(do_outs, "mov $0xf4, %%edx; outsb")
INSTRUCTION(read_cr0, "mov %%cr0, %%rax")
INSTRUCTION(read_cr2, "mov %%cr2, %%rax")
INSTRUCTION(write_cr3, "mov %%rax, %%cr3")
INSTRUCTION(write_cr4, "mov %%rax, %%cr4")
INSTRUCTION(write_cr8, "mov %%rax, %%cr8")
INSTRUCTION(read_dr7, "mov %%dr7, %%rax")
INSTRUCTION(do_rdmsr, "mov $0xc0000080, %%ecx; rdmsr")
INSTRUCTION(do_wrmsr, "mov $0xc0000080, %%ecx; wrmsr")
INSTRUCTION(do_lgdt, "lgdt -128(%%rsp)")
INSTRUCTION(do_lidt, "lidt -128(%%rsp)")
INSTRUCTION(do_ltr, "ltr %%ax")
INSTRUCTION(do_lldt, "xor %%eax, %%eax; lldt %%ax")
INSTRUCTION(do_lmsw, "lmsw %%ax")
INSTRUCTION(do_clts, "clts")
INSTRUCTION(do_invlpg, "invlpg (%%rsp)")
INSTRUCTION(do_swapgs, "swapgs")
INSTRUCTION(do_sysret, "sysretq")
INSTRUCTION(do_iret_to_kernel,
            "mov %%rsp, %%rax; push $0; push %%rax; pushfq; push $8; push $0x1000; iretq")
INSTRUCTION(do_ud2, "ud2")
INSTRUCTION(write_cs, "mov $0x33, %%eax; .byte 0x8e, 0xc8") // mov cs, eax
INSTRUCTION(do_push_es, ".byte 0x06")                       // no such instruction in 64-bit mode
INSTRUCTION(do_lock, ".byte 0xf0, 0x90")                    // lock nop
INSTRUCTION(too_long, ".fill 15, 1, 0x66; nop")             // sixteen bytes

int main(void) {
    static const struct {
        const char *name;
        void (*body)(void);
    } cases[] = {
        {"cli", do_cli},
        {"sti", do_sti},
        {"hlt", do_hlt},
        {"in", do_in},
        {"out", do_out},
        {"out immediate", do_out_immediate},
        {"outs", do_outs},
        {"read cr0", read_cr0},
        {"read cr2", read_cr2},
        {"write cr3", write_cr3},
        {"write cr4", write_cr4},
        {"write cr8", write_cr8},
        {"read dr7", read_dr7},
        {"rdmsr", do_rdmsr},
        {"wrmsr", do_wrmsr},
        {"lgdt", do_lgdt},
        {"lidt", do_lidt},
        {"ltr", do_ltr},
        {"lldt", do_lldt},
        {"lmsw", do_lmsw},
        {"clts", do_clts},
        {"invlpg", do_invlpg},
        {"swapgs", do_swapgs},
        {"sysret", do_sysret},
        {"iret to the kernel", do_iret_to_kernel},
        {"ud2", do_ud2},
        {"write cs", write_cs},
        {"push es", do_push_es},
        {"lock nop", do_lock},
        {"sixteen bytes", too_long},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        printf("%s: %s\n", cases[i].name, status_text(status_of(cases[i].body)));
    return 0;
}
