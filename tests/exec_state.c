// The registers of a new program: rdx zero, rsp aligned to 16 with argc there, flags clear, the
// floating-point unit as the ABI says, and nothing of the program before in any of them.
// test: core portable
#include "test.h"

struct entry_state { // as entry-state of mkelf.py writes it
    uint64_t rdx, rsp, flags, padding[5];
    struct { // FXSAVE: Intel SDM vol. 1, 10.5.1
        uint16_t control, status;
        uint8_t tags, reserved;
        uint16_t opcode;
        uint64_t instruction, operand;
        uint32_t mxcsr, mxcsr_mask;
        uint8_t st[8][16], xmm[16][16], rest[96];
    } fpu;
};

static bool all_zero(const void *bytes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (((const uint8_t *)bytes)[i] != 0)
            return false;
    }
    return true;
}

// Fills the registers that the next program must not see, and becomes it.
static void become(int out) {
    const char *path = beside("elf/entry-state");
    check(dup2(out, 1) == 1);
    char *const arguments[] = {"entry-state", NULL}, *const variables[] = {NULL};
    uint32_t mxcsr = 0x1fc0;
    uint16_t control = 0x27f;
    static const uint8_t ones[16] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
    asm volatile("ldmxcsr %0; fldcw %1; fld1; fldpi; movups %2, %%xmm0; movups %2, %%xmm7;"
                 "movups %2, %%xmm15"
                 :
                 : "m"(mxcsr), "m"(control), "m"(ones));
    execve(path, arguments, variables);
    _exit(127);
}

int main(void) {
    int out[2];
    check(pipe(out) == 0);
    pid_t pid = start();
    if (pid == 0)
        become(out[1]);
    close(out[1]);
    struct entry_state state;
    check(read(out[0], &state, sizeof state) == sizeof state);
    check(wait_for(pid) == 0);
    printf("rdx: %lu\n", state.rdx);
    printf("rsp is aligned: %d\n", state.rsp % 16 == 0);
    printf("flags: %#lx\n", state.flags & ~0x46ul); // but parity and zero, from no instruction
    printf("control: %#x, status: %#x, tags: %#x\n", state.fpu.control, state.fpu.status,
           state.fpu.tags);
    printf("mxcsr: %#x\n", state.fpu.mxcsr);
    printf("st: %d, xmm: %d\n", all_zero(state.fpu.st, sizeof state.fpu.st),
           all_zero(state.fpu.xmm, sizeof state.fpu.xmm));
    return 0;
}
