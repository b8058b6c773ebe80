// fork copies no page: parent and child share them all, until one of them writes.
// test: boots=roomy,small,swap
#include "test.h"

enum { PAGES = 500, FEW = 8 }; // of the child's stack and of the C library
static uint8_t pages[PAGES * PAGE] __attribute__((aligned(PAGE)));

int main(void) {
    for (int i = 0; i < PAGES; i++)
        store((uintptr_t)pages + i * PAGE, i);
    long before = vmstat("nr_anon_pages");
    int gate[2];
    check(pipe(gate) == 0);
    pid_t pid = start();
    if (pid == 0) {
        check(resident_pages() >= PAGES);
        wait_until_closed(gate);
        check(vmstat("nr_anon_pages") < before + FEW);
        store((uintptr_t)pages, 1);
        check(vmstat("nr_anon_pages") < before + 1 + FEW);
        _exit(0);
    }
    check(sleeps(pid));
    check(vmstat("nr_anon_pages") < before + FEW);
    close(gate[1]);
    check(wait_for(pid) == 0);
    check(vmstat("nr_anon_pages") < before + FEW);
    return 0;
}
