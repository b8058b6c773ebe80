// What can never be had is refused at once: more writable memory than there is memory and swap,
// by mmap, mprotect, brk; huge pages. Who wants no promise (MAP_NORESERVE) gets the addresses.
// test: portable boots=roomy,small,swap,eager
#include "test.h"
#include <sys/mman.h>

enum { HUGETLB = 0x40000 };

static void *map(size_t size, int prot, int flags) {
    return mmap(NULL, size, prot, flags | MAP_ANONYMOUS, -1, 0);
}

static const char *result(void *at) {
    return outcome(at == MAP_FAILED ? -1 : 0);
}

int main(void) {
    const int rw = PROT_READ | PROT_WRITE;
    const size_t much = 1ul << 45;
    printf("private: %s\n", result(map(much, rw, MAP_PRIVATE)));
    printf("shared: %s\n", result(map(much, rw, MAP_SHARED)));
    printf("read-only: %s\n", result(map(much, PROT_READ, MAP_PRIVATE)));
    printf("without a promise: %s\n", result(map(much, rw, MAP_PRIVATE | MAP_NORESERVE)));
    void *none = map(much, PROT_NONE, MAP_PRIVATE);
    printf("no rights: %s, made writable: %s, ", result(none), outcome(mprotect(none, much, rw)));
    printf("a page of it: %s\n", outcome(mprotect(none, PAGE, rw)));
    void *small = map(PAGE, rw, MAP_PRIVATE);
    printf("grown: %s\n", result(mremap(small, PAGE, much, MREMAP_MAYMOVE)));
    printf("huge pages: %s, ", result(map(2 << 20, rw, MAP_PRIVATE | HUGETLB)));
    int fd = open(beside("mmap_promises"), O_RDONLY);
    printf("of a file: %s, ", result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | HUGETLB, fd, 0)));
    printf("of none: %s\n", result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | HUGETLB, 99, 0)));
    return 0;
}
