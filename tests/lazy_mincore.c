// mincore tells which pages of the heap have been touched, and refuses what isn't mapped or not
// aligned.
// test: core portable
#include "test.h"
#include <sys/mman.h>

int main(void) {
    enum { PAGES = 40 };
    uintptr_t end = ((uintptr_t)sbrk(0) + PAGE - 1) & -PAGE;
    check(brk((void *)(end + PAGES * PAGE)) == 0);
    uint8_t *heap = (uint8_t *)end;
    for (int i = 0; i < PAGES; i += 3)
        store((uintptr_t)heap + i * PAGE + 100, 1);

    unsigned char here[PAGES];
    check(mincore(heap, PAGES * PAGE, here) == 0);
    for (int i = 0; i < PAGES; i++)
        putchar(here[i] & 1 ? '#' : '.');
    putchar('\n');

    printf("not aligned: %s\n", outcome(mincore(heap + 1, PAGE, here)));
    printf("not mapped: %s\n", outcome(mincore((void *)0x200000, PAGE, here)));
    printf("half mapped: %s\n", outcome(mincore(heap + (PAGES - 1) * PAGE, 2 * PAGE, here)));
    printf("in the kernel: %s\n", outcome(mincore((void *)0xffff800000000000, PAGE, here)));
    printf("no length: %s\n", outcome(mincore(heap, 0, here)));
    printf("part of a page: %s %d\n", outcome(mincore(heap, 1, here)), here[0] & 1);
    printf("endless: %s\n", outcome(mincore(heap, -PAGE, here)));
    return 0;
}
