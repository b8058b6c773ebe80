// Executing data, constants, bss, heap or stack kills with SIGSEGV, though there are instructions.
// test: core portable
#include "deeds.h"

enum { RET = 0xc3 };
static volatile uint8_t initialised[PAGE] = {RET};
static const uint8_t constant[PAGE] = {RET};
static volatile uint8_t zero[PAGE];

static const char *execute(volatile uint8_t *place) {
    return fate(jump_to, (uintptr_t)place);
}

int main(void) {
    printf("untouched data: %s\n", execute(initialised));
    initialised[1] = RET;
    printf("data: %s\n", execute(initialised));
    printf("constant: %s\n", fate(jump_to, (uintptr_t)constant));
    printf("untouched bss: %s\n", execute(zero));
    zero[0] = RET;
    printf("bss: %s\n", execute(zero));

    volatile uint8_t *heap = sbrk(PAGE);
    printf("untouched heap: %s\n", execute(heap + PAGE / 2));
    heap[0] = RET;
    printf("heap: %s\n", execute(heap));

    volatile uint8_t local[16] = {RET};
    printf("stack: %s\n", execute(local));
    printf("stack not yet grown: %s\n", fate(jump_to, (uintptr_t)local - 40 * PAGE));
    return 0;
}
