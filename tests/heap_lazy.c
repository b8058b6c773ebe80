// The heap costs nothing until it is touched, then a frame for each page written; making it smaller
// gives the frames back at once.
// test: boots=roomy,small
#include "test.h"

int main(void) {
    enum { PAGES = 200 };
    uintptr_t heap = ((uintptr_t)sbrk(0) + PAGE - 1) & -PAGE;
    check(brk((void *)(heap + PAGE)) == 0);
    store(heap, 1);
    check(brk((void *)heap) == 0);
    vmstat("nr_free_pages");
    long resident = resident_pages(), before = vmstat("nr_anon_pages");

    check(brk((void *)(heap + (8ul << 20))) == 0);
    check(resident_pages() == resident);
    for (int i = 0; i < PAGES; i++)
        check(load(heap + i * PAGE) == 0);
    check(resident_pages() == resident);
    for (int i = 0; i < PAGES; i++)
        store(heap + i * PAGE, 1);
    check(resident_pages() == resident + PAGES);
    check(vmstat("nr_anon_pages") == before + PAGES);

    check(brk((void *)(heap + PAGES / 2 * PAGE)) == 0);
    check(resident_pages() == resident + PAGES / 2);
    check(brk((void *)heap) == 0);
    check(resident_pages() == resident);
    check(vmstat("nr_anon_pages") == before);
    return 0;
}
