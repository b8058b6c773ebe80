// Recursion through a thousand pages of stack keeps every frame intact; endless recursion ends with
// SIGSEGV and harms nobody else.
// test: core portable
#include "test.h"

static __attribute__((noinline)) uint32_t descend(uint32_t depth) {
    volatile uint32_t page[PAGE / sizeof(uint32_t)];
    for (size_t i = 0; i < sizeof page / sizeof *page; i += 100)
        page[i] = depth * 7 + i;
    uint32_t sum = depth == 0 ? 0 : descend(depth - 1);
    for (size_t i = 0; i < sizeof page / sizeof *page; i += 100)
        check(page[i] == depth * 7 + i);
    return sum + page[0];
}

static void endless(void) {
    descend(UINT32_MAX);
}

int main(void) {
    printf("a thousand pages: %u\n", descend(1000));
    printf("endless: %s\n", status_text(status_of(endless)));
    printf("once more: %u\n", descend(1100));
    return 0;
}
