// What the stack tests share: where the stack ends, and accesses with rsp put elsewhere.
#pragma once
#include "test.h"
#include <sys/auxv.h>

#define STACK_LIMIT (8ul << 20)

// The end of the stack: exec puts the program's path last, and eight bytes of zero behind it.
static inline uintptr_t stack_top(void) {
    const char *path = (const char *)getauxval(AT_EXECFN);
    uintptr_t top = (uintptr_t)path + strlen(path) + 1 + 8;
    check(top % PAGE == 0);
    return top;
}

// A page boundary far below all that has been used of the stack.
static inline uintptr_t untouched_stack(void) {
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    return (here & -PAGE) - 64 * PAGE;
}

// With rsp at one place, stores a byte at another.
static inline void store_with_rsp(uintptr_t rsp, uintptr_t address) {
    asm volatile("mov %%rsp, %%rbx; mov %0, %%rsp; movb $1, (%1); mov %%rbx, %%rsp"
                 :
                 : "S"(rsp), "D"(address)
                 : "rbx", "memory");
}

// With rsp at a place, pushes eight bytes just below it.
static inline void push_with_rsp(uintptr_t rsp) {
    asm volatile("mov %%rsp, %%rbx; mov %0, %%rsp; push %%rbx; mov %%rbx, %%rsp"
                 :
                 : "S"(rsp)
                 : "rbx", "memory");
}

// With rsp at a place, makes the system call read(fd, to, n): the kernel's own result.
static inline long read_with_rsp(uintptr_t rsp, int fd, uintptr_t to, size_t n) {
    long result = 0; // SYS_read
    asm volatile("mov %%rsp, %%rbx; mov %1, %%rsp; syscall; mov %%rbx, %%rsp"
                 : "+a"(result)
                 : "r"(rsp), "D"(fd), "S"(to), "d"(n)
                 : "rbx", "rcx", "r11", "memory");
    return result;
}
