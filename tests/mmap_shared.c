// Shared anonymous memory: parent, children and grandchildren see one another's writes, and a new
// program sees nothing of it.
// test: portable boots=roomy,small,swap
#include "deeds.h"
#include <sys/mman.h>

enum { PAGES = 300 };

int main(void) {
    int *at = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    const size_t step = PAGE / sizeof *at;
    at[0] = 1; // page 0 before the forks, the others after
    for (int i = 1; i <= 3; i++) {
        pid_t child = start();
        if (child == 0) {
            for (int page = i; page < PAGES; page += 3)
                at[page * step] = page * i;
            if (i == 3) { // the grandchild's writes too
                pid_t grandchild = start();
                if (grandchild == 0) {
                    at[step / 2] = 42;
                    _exit(0);
                }
                check(wait_for(grandchild) == 0);
            }
            _exit(0);
        }
        check(wait_for(child) == 0);
    }
    long sum = 0;
    for (int page = 0; page < PAGES; page++)
        sum += at[page * step];
    printf("sum %ld, grandchild %d\n", sum, at[step / 2]);
    check(mprotect(at, PAGE, PROT_READ) == 0);
    printf("read-only: %s\n", fate(write_to, (uintptr_t)at));
    check(munmap(at + step, 10 * PAGE) == 0);
    printf("page 0 %d, page 11 %d, page 1 %s\n", at[0], at[11 * step],
           fate(read_from, (uintptr_t)(at + step)));
    char *moved = mremap(at + 11 * step, 289 * PAGE, 400 * PAGE, MREMAP_MAYMOVE);
    check(moved != MAP_FAILED);
    printf("moved: %d %d\n", *(int *)moved, *(int *)(moved + 288 * PAGE));
    check(madvise(moved, 289 * PAGE, MADV_DONTNEED) == 0);
    printf("forgotten here, not by the others: %d\n", *(int *)(moved + 288 * PAGE));
    return 0;
}
