// What a page of memory costs, in page faults: one when it is read first (it is mapped to zeroes),
// one more when it is written first, and one if it is written at once. Nothing after that.
// test: core portable boots=roomy,small
#include "test.h"

#include <sys/mman.h>

enum { PAGES = 40 };
static uint8_t *pages;

static long faults_of_reading(size_t first, size_t count) {
    long before = minor_faults();
    for (size_t i = first; i < first + count; i++)
        check(load((uintptr_t)pages + i * PAGE) == 0);
    return minor_faults() - before;
}

static long faults_of_writing(size_t first, size_t count) {
    long before = minor_faults();
    for (size_t i = first; i < first + count; i++)
        store((uintptr_t)pages + i * PAGE, 0);
    return minor_faults() - before;
}

int main(void) {
    pages =
        mmap(NULL, 3 * PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(pages != MAP_FAILED);
    faults_of_reading(0, 1); // the functions' own first touches are not counted
    faults_of_writing(0, 1);

    printf("read: %ld\n", faults_of_reading(PAGES, PAGES));
    printf("again: %ld\n", faults_of_reading(PAGES, PAGES));
    printf("written: %ld\n", faults_of_writing(PAGES, PAGES));
    printf("again: %ld\n", faults_of_writing(PAGES, PAGES));
    printf("written at once: %ld\n", faults_of_writing(2 * PAGES, PAGES));
    printf("read then: %ld\n", faults_of_reading(2 * PAGES, PAGES));

    check(munmap(pages, 3 * PAGES * PAGE) == 0);
    void *same = mmap(pages, 3 * PAGES * PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    check(same == pages);
    printf("unmapped and mapped again: %ld\n", faults_of_reading(2 * PAGES, PAGES));
    return 0;
}
