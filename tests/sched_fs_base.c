// The FS base is a process's own: set by arch_prctl, kept through switches and system calls,
// inherited by fork, zero after exec; addresses that are none are refused.
// test: portable
#include "test.h"
#include <sys/syscall.h>

enum { ARCH_SET_FS = 0x1002, ARCH_GET_FS = 0x1003 };

static uint64_t blocks[4][8];

static uint64_t base(void) {
    uint64_t value = 1;
    check(syscall(SYS_arch_prctl, ARCH_GET_FS, &value) == 0);
    return value;
}

static uint64_t first_word(void) {
    uint64_t word;
    asm volatile("mov %%fs:0, %0" : "=r"(word));
    return word;
}

static void use_block(int i) {
    check(syscall(SYS_arch_prctl, ARCH_SET_FS, blocks[i]) == 0);
    for (int round = 0; round < 200; round++) {
        check(first_word() == 1000u + i && base() == (uint64_t)blocks[i]);
        for (volatile int spin = 0; spin < 20000; spin++)
            ;
        syscall(SYS_sched_yield);
        check(first_word() == 1000u + i);
    }
}

static const char *set(uint64_t address) {
    return outcome(syscall(SYS_arch_prctl, ARCH_SET_FS, address));
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("after exec: %lu\n", base());
        return 0;
    }
    pid_t pids[4];
    for (int i = 0; i < 4; i++) {
        blocks[i][0] = 1000 + i;
        pids[i] = start();
        if (pids[i] == 0) {
            use_block(i);
            _exit(0);
        }
    }
    for (int i = 0; i < 4; i++)
        printf("process %d: %s\n", i, status_text(wait_for(pids[i])));

    printf("set: %s\n", set((uint64_t)blocks[2]));
    pid_t child = start();
    if (child == 0)
        _exit(first_word() == 1002 && base() == (uint64_t)blocks[2] ? 0 : 1);
    printf("inherited: %s\n", status_text(wait_for(child)));
    printf("in the kernel: %s\n", set(0xffff800000000000));
    printf("not canonical: %s\n", set(0x800000000000));
    printf("nonsense: %s\n", set(0x4141414141414141));
    printf("unchanged: %d\n", first_word() == 1002);
    printf("unmapped: %s\n", set(0x1000));
    printf("wrong code: %s\n", outcome(syscall(SYS_arch_prctl, 0x4141, 0)));
    printf("exec: %s\n", status_text(status_of_program(argv[0], "again")));
    return 0;
}
