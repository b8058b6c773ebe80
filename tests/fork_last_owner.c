// Of two processes that share a page the first to write copies it, and the last one left takes it
// without a copy: the pages copied are exactly those written while shared.
// test: boots=roomy,small,ram
#include "test.h"

enum { PAGES = 100 };
static uint8_t pages[PAGES * PAGE] __attribute__((aligned(PAGE)));

// Writes a byte of each page; how many pages were copied meanwhile, by anybody.
static long copies(int count) {
    long before = vmstat("pgfault_copy");
    for (int i = 0; i < count; i++)
        store((uintptr_t)pages + i * PAGE, i + 1);
    return vmstat("pgfault_copy") - before;
}

static void child_writes(void) {
    copies(0); // its own few pages: stack, data of the C library
    check(copies(PAGES) == PAGES);
    check(copies(PAGES) == 0);
}

static void child_looks(void) {
    for (int i = 0; i < PAGES; i++)
        check(load((uintptr_t)pages + i * PAGE) == i + 1);
}

int main(void) {
    copies(PAGES);

    // The child copies all, so the parent is the last owner even before the child ends.
    check(wait_for(start_in(child_writes)) == 0);
    copies(0);
    check(copies(PAGES) == 0);

    // The child only reads: after its end nothing needs a copy.
    check(wait_for(start_in(child_looks)) == 0);
    copies(0);
    check(copies(PAGES) == 0);

    // The parent writes half while a child is there.
    int gate[2];
    check(pipe(gate) == 0);
    pid_t pid = start();
    if (pid == 0) {
        wait_until_closed(gate);
        child_looks();
        _exit(0);
    }
    copies(0);
    check(copies(PAGES / 2) == PAGES / 2);
    close(gate[1]);
    check(wait_for(pid) == 0);
    check(copies(PAGES) == 0);
    return 0;
}
