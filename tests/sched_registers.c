// Registers and flags are a program's own: those of four processes that all compute survive every
// switch between them; a system call changes none but rax, rcx and r11.
// test: portable timeout=40
#include "test.h"

// uint64_t wait_with_registers(uint64_t seed, uint64_t rounds): gives every register but rsp a
// value made of the seed, counts down, and returns zero if all are as they were. uint64_t
// changed_by_call(void): the same around getppid, and for the carry and direction flags.
asm(".text\n"
    ".macro save\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    ".endm\n"
    ".macro restore\n"
    "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    ".endm\n"
    // Each register but rax, rcx and r11 holds rax and a number more.
    ".macro fill\n"
    "lea 1(%rax), %rbx; lea 2(%rax), %rdx; lea 3(%rax), %rsi; lea 4(%rax), %rdi\n"
    "lea 5(%rax), %rbp; lea 6(%rax), %r8; lea 7(%rax), %r9; lea 8(%rax), %r10\n"
    "lea 10(%rax), %r12; lea 11(%rax), %r13; lea 12(%rax), %r14; lea 13(%rax), %r15\n"
    ".endm\n"
    // Subtracts rax and the number again, and collects in rcx what is left.
    ".macro collect register, number\n"
    "sub %rax, \\register\n"
    "sub $\\number, \\register\n"
    "or \\register, %rcx\n"
    ".endm\n"
    ".macro compare\n"
    "collect %rbx, 1; collect %rdx, 2; collect %rsi, 3; collect %rdi, 4\n"
    "collect %rbp, 5; collect %r8, 6; collect %r9, 7; collect %r10, 8\n"
    "collect %r12, 10; collect %r13, 11; collect %r14, 12; collect %r15, 13\n"
    ".endm\n"

    "wait_with_registers:\n"
    "save\n"
    "mov %rdi, %rax\n"
    "mov %rsi, %rcx\n"
    "fill\n"
    "lea 9(%rax), %r11\n"
    "1: dec %rcx\n"
    "jnz 1b\n"
    "compare\n"
    "collect %r11, 9\n"
    "mov %rcx, %rax\n"
    "restore\n"
    "ret\n"

    "changed_by_call:\n"
    "save\n"
    "xor %eax, %eax\n"
    "fill\n"
    "mov $110, %eax\n" // getppid
    "std\n"
    "stc\n"
    "syscall\n"
    "pushfq\n"
    "cld\n"
    "pop %rcx\n"
    "and $0x401, %ecx\n"
    "xor $0x401, %ecx\n"
    "xor %eax, %eax\n"
    "compare\n"
    "mov %rcx, %rax\n"
    "restore\n"
    "ret");
uint64_t wait_with_registers(uint64_t seed, uint64_t rounds);
uint64_t changed_by_call(void);

int main(void) {
    pid_t pids[4];
    for (uint64_t i = 0; i < 4; i++) {
        pids[i] = start();
        if (pids[i] == 0) {
            for (uint64_t round = 0; round < 30; round++) {
                if (wait_with_registers((i + 1) * 0x123456789abcdef + round, 3000000) != 0)
                    _exit(1);
            }
            _exit(changed_by_call() != 0 ? 2 : 0);
        }
    }
    for (int i = 0; i < 4; i++)
        printf("process %d: %s\n", i, status_text(wait_for(pids[i])));
    printf("changed by a call: %#lx\n", changed_by_call());
    return 0;
}
