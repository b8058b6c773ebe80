// The processor forgets a translation with the page that is taken away. It would keep it until the
// next switch of address spaces, so here no system call that might sleep comes in between: a page
// is used, taken away, and used again.
// test: portable boots=roomy,swap
#include <setjmp.h>
#include <sys/mman.h>

#include "test.h"

static sigjmp_buf back;

static void on_fault(int signal) {
    (void)signal;
    siglongjmp(back, 1);
}

static bool faults(uint8_t *page, bool write) {
    if (sigsetjmp(back, 1))
        return true;
    if (write)
        store((uintptr_t)page, 2);
    else
        load((uintptr_t)page);
    return false;
}

static uint8_t *map(uint8_t *at, int fixed) {
    uint8_t *page =
        mmap(at, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
    check(page != MAP_FAILED);
    return page;
}

static uint8_t *used(void) {
    uint8_t *page = map(NULL, 0);
    store((uintptr_t)page, 1);
    return page;
}

int main(void) {
    signal(SIGSEGV, on_fault);
    uint8_t *page = used();
    check(munmap(page, PAGE) == 0);
    printf("munmap: %d\n", faults(page, false));
    page = used();
    check(mprotect(page, PAGE, PROT_READ) == 0);
    printf("mprotect: %d\n", faults(page, true));
    page = used();
    check(mprotect(page, PAGE, PROT_NONE) == 0);
    printf("without rights: %d\n", faults(page, false));
    page = used();
    check(madvise(page, PAGE, MADV_DONTNEED) == 0);
    printf("madvise: %d\n", load((uintptr_t)page));
    page = used();
    check(map(page, MAP_FIXED) == page);
    printf("another mapping: %d\n", load((uintptr_t)page));
    page = used();
    uint8_t *to = map(NULL, 0);
    check(mremap(page, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to);
    printf("mremap: %d, %d\n", faults(page, false), load((uintptr_t)to));
    uint8_t *heap = sbrk(2 * PAGE);
    page = (uint8_t *)(((uintptr_t)heap + PAGE) & -PAGE);
    store((uintptr_t)page, 1);
    check(brk(page) == 0);
    printf("brk: %d\n", faults(page, false));
    return 0;
}
