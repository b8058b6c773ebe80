// Floating-point and SSE registers belong to a process: three that compute with them at the same
// time, with other rounding modes, disturb neither each other nor one that makes system calls; a
// child begins with its parent's.
// test: core portable timeout=40
#include "test.h"

// FXSAVE's image: Intel SDM vol. 1, 10.5.1.
struct fpu {
    uint16_t control, status, tags, opcode;
    uint64_t instruction, operand;
    uint32_t mxcsr, mxcsr_mask;
    uint8_t st[8][16], xmm[16][16], rest[96];
} __attribute__((aligned(16)));

static struct fpu make(int seed) {
    struct fpu fpu;
    asm volatile("fninit; fxsave %0" : "=m"(fpu));
    fpu.control = 0x37f | (seed & 3) << 10; // rounding, as in the next line
    fpu.mxcsr = 0x1f80 | (seed & 3) << 13;
    fpu.tags = 0xff;
    for (int i = 0; i < 8; i++) {
        for (int byte = 0; byte < 10; byte++)
            fpu.st[i][byte] = seed * 17 + i * 10 + byte;
        fpu.st[i][7] |= 0x80; // a normal number
    }
    for (int i = 0; i < 16; i++) {
        for (int byte = 0; byte < 16; byte++)
            fpu.xmm[i][byte] = seed * 29 + i * 16 + byte;
    }
    return fpu;
}

static bool same(const struct fpu *a, const struct fpu *b) {
    bool same = a->control == b->control && a->mxcsr == b->mxcsr && a->tags == b->tags;
    for (int i = 0; i < 8; i++)
        same &= memcmp(a->st[i], b->st[i], 10) == 0;
    return same && memcmp(a->xmm, b->xmm, sizeof a->xmm) == 0;
}

// Loads the registers, counts or (when there is one) makes a system call for so many rounds, and
// looks at them.
static bool survives(const struct fpu *wanted, long number, uint64_t rounds) {
    static const uint32_t usual = 0x1f80;
    struct fpu seen;
    asm volatile("fxrstor %2\n"
                 "1: mov %3, %%rax\n"
                 "test %%rax, %%rax\n"
                 "js 2f\n"
                 "syscall\n"
                 "2: dec %1\n"
                 "jnz 1b\n"
                 "fxsave %0\n"
                 "fninit\n"
                 "ldmxcsr %4\n"
                 : "=m"(seen), "+&r"(rounds)
                 : "m"(*wanted), "r"(number), "m"(usual)
                 : "rax", "rcx", "r11", "memory", "cc");
    return same(wanted, &seen);
}

static bool inherited(void) {
    struct fpu wanted = make(77), seen;
    long pid;
    asm volatile("fxrstor %2\n"
                 "syscall\n"
                 "fxsave %1\n"
                 : "=a"(pid), "=m"(seen)
                 : "m"(wanted), "a"(57l) // fork
                 : "rcx", "r11", "memory");
    static const uint32_t usual = 0x1f80;
    asm volatile("fninit; ldmxcsr %0" : : "m"(usual));
    if (pid == 0)
        _exit(same(&wanted, &seen) ? 0 : 1);
    return wait_for(pid) == 0 && same(&wanted, &seen);
}

int main(void) {
    pid_t pids[3];
    for (int i = 0; i < 3; i++) {
        pids[i] = start();
        if (pids[i] == 0) {
            struct fpu fpu = make(i + 1);
            for (int round = 0; round < 20; round++) {
                if (!survives(&fpu, -1, 2000000))
                    _exit(1);
            }
            _exit(0);
        }
    }
    struct fpu fpu = make(9);
    printf("through system calls: %d\n", survives(&fpu, 24, 3000)); // sched_yield
    for (int i = 0; i < 3; i++)
        printf("process %d: %s\n", i, status_text(wait_for(pids[i])));
    fflush(stdout);
    printf("inherited: %d\n", inherited());
    return 0;
}
