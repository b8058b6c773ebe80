// Non-local jumps (ISO C, POSIX).
#pragma once
#include <signal.h>

typedef struct {
    unsigned long registers[8]; // rbx rbp r12 r13 r14 r15 rsp rip
    unsigned long mask_saved;
    sigset_t mask;
} jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf place) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf place, int value);

// The same, but the signal mask comes back too if `save_mask` isn't 0.
int sigsetjmp(sigjmp_buf place, int save_mask) __attribute__((returns_twice));
_Noreturn void siglongjmp(sigjmp_buf place, int value);
