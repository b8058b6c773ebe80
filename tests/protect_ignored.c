// Ignoring SIGSEGV or SIGFPE does not save a program from its own fault: the instruction could
// never go on. test: core portable
#include "test.h"

static void null_anyway(void) {
    signal(SIGSEGV, SIG_IGN);
    store(0, 1);
}

static void divide_anyway(void) {
    signal(SIGFPE, SIG_IGN);
    asm volatile("xor %%ecx, %%ecx; div %%ecx" : : : "rax", "rcx", "rdx");
}

static void sent_is_ignored(void) {
    signal(SIGSEGV, SIG_IGN);
    kill(getpid(), SIGSEGV);
}

int main(void) {
    printf("null: %s\n", status_text(status_of(null_anyway)));
    printf("division: %s\n", status_text(status_of(divide_anyway)));
    printf("sent by kill: %s\n", status_text(status_of(sent_is_ignored)));
    return 0;
}
