// What pages cost after fork, in page faults: reading costs nothing, for parent and child have
// their page tables; the first to write a page pays one fault for a copy, and the last one left
// pays one for the right to write it again. test: core portable boots=roomy,small
#include "test.h"

enum { PAGES = 60 };
static uint8_t pages[PAGES * PAGE] __attribute__((aligned(PAGE)));

static long faults_of_writing(size_t count, uint8_t value) {
    long before = minor_faults();
    for (size_t i = 0; i < count; i++)
        store((uintptr_t)pages + i * PAGE, value);
    return minor_faults() - before;
}

static long faults_of_reading(size_t count, uint8_t value) {
    long before = minor_faults();
    for (size_t i = 0; i < count; i++)
        check(load((uintptr_t)pages + i * PAGE) == value);
    return minor_faults() - before;
}

static void child(void) {
    faults_of_writing(0, 0); // its own first touches are not counted
    printf("child reads: %ld\n", faults_of_reading(PAGES, 1));
    printf("child writes: %ld\n", faults_of_writing(PAGES / 2, 2));
    printf("child writes again: %ld\n", faults_of_writing(PAGES / 2, 2));
}

int main(void) {
    faults_of_writing(PAGES, 1);
    check(wait_for(start_in(child)) == 0);
    faults_of_writing(0, 0);
    printf("parent reads: %ld\n", faults_of_reading(PAGES, 1));
    printf("parent writes: %ld\n", faults_of_writing(PAGES, 3));
    printf("parent writes again: %ld\n", faults_of_writing(PAGES, 3));
    return 0;
}
