// Code on the stack runs only in programs whose PT_GNU_STACK asks for that, or which ask later, as
// ld.so does for a library: for all of the stack, also what it will grow to.
// test: portable
#include "test.h"
#include <sys/mman.h>

static void run(const char *name) {
    char path[40];
    snprintf(path, sizeof path, "elf/stack-code-%s", name);
    pid_t pid = start();
    if (pid == 0) {
        execl(beside(path), path, (char *)NULL);
        _exit(127);
    }
    printf("%s: %s\n", name, status_text(wait_for(pid)));
}

static int protect(void *address, int more) {
    void *page = (void *)((uintptr_t)address & -(uintptr_t)PAGE);
    return mprotect(page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC | more);
}

__attribute__((noinline)) static void run_here(void) {
    volatile uint8_t code[3 * PAGE];
    code[0] = 0xc3; // ret
    asm volatile("" : : : "memory");
    ((void (*)(void))(uintptr_t)code)();
    puts("code on the stack runs");
}

// The stack reaches lower than `here` when it is asked for.
__attribute__((noinline)) static void grow(void) {
    volatile uint8_t room[8 * PAGE];
    check((room[0] = 1) == 1);
}

static void ask(void) {
    static uint8_t elsewhere;
    uint8_t here;
    grow();
    printf("not a stack: %s, ", outcome(protect(&elsewhere, PROT_GROWSDOWN)));
    printf("nothing: %s\n", outcome(protect((void *)0x10000000, PROT_GROWSDOWN)));
    check(protect(&here, PROT_GROWSDOWN) == 0);
    run_here();
}

int main(void) {
    run("none");
    run("r");
    run("rw");
    run("rwx");
    ask();
    return 0;
}
