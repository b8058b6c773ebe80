// A system call returns to the instruction behind SYSCALL, with that address in rcx and the flags
// in r11, as the instruction itself leaves them; in a forked child, too. Behind a SYSCALL in the
// last two bytes of user memory there is nothing: there the program dies by a fault at that
// address.
// test: core portable boots=roomy,small
// console: pid * (syscall_return): SIGSEGV at rip 0x7ffffffff000 (*)
#include "test.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#define USER_END 0x7ffffffff000ul

struct seen {
    uint64_t flags, behind, rcx, r11; // the first two as they should be
};

// long look_after(long number, struct seen *seen): makes a system call without arguments.
asm(".text\n"
    "look_after:\n"
    "mov %rdi, %rax\n"
    "pushfq\n"
    "pop (%rsi)\n"
    "syscall\n"
    "1: mov %rcx, 16(%rsi)\n"
    "mov %r11, 24(%rsi)\n"
    "lea 1b(%rip), %rcx\n"
    "mov %rcx, 8(%rsi)\n"
    "ret");
long look_after(long number, struct seen *seen);

static void report(const char *name, const struct seen *seen) {
    printf("%s: %s\n", name,
           seen->rcx == seen->behind && seen->r11 == seen->flags ? "right" : "wrong");
}

// The page lies where the stack begins, so from the first call on there is no stack.
static void call_at_the_end(void) {
    register long r10 asm("r10") = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, r8 asm("r8") = -1;
    register long r9 asm("r9") = 0;
    asm volatile("syscall\n\t"
                 "movw $0x050f, 4094(%%rax)\n\t" // SYSCALL
                 "lea 4094(%%rax), %%rcx\n\t"
                 "mov $110, %%eax\n\t" // getppid
                 "jmp *%%rcx"
                 :
                 : "a"(SYS_mmap), "D"(USER_END - PAGE), "S"(PAGE),
                   "d"(PROT_READ | PROT_WRITE | PROT_EXEC), "r"(r10), "r"(r8), "r"(r9));
}

int main(void) {
    struct seen seen;
    fflush(stdout);
    check(look_after(SYS_getppid, &seen) > 0);
    report("getppid", &seen);
    fflush(stdout);
    long pid = look_after(SYS_fork, &seen);
    report(pid == 0 ? "child" : "parent", &seen);
    if (pid == 0)
        return 0;
    check(wait_for(pid) == 0);
    printf("at the end: %s\n", status_text(status_of(call_at_the_end)));
    return 0;
}
