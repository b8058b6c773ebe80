// mremap with an old size of 0 makes a second view of a shared mapping, of all or a part of it, in
// its own place or a given one, which lives on without the first; there is none of a private one.
// MADV_REMOVE empties shared memory in all views, also what is in swap.
// test: portable boots=roomy,swap,eager timeout=60
#include "test.h"
#include <sys/mman.h>

enum { PAGES = 6, MUCH = 24 << 20 };

static char *map(int flags, size_t pages) {
    char *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void mark(char *at) {
    for (size_t i = 0; i < PAGES; i++)
        at[i * PAGE] = 'a' + i;
}

static void show(const char *what, const char *at, size_t pages) {
    printf("%s:", what);
    for (size_t i = 0; i < pages; i++)
        printf(" %d", at[i * PAGE]);
    printf("\n");
}

static void take_memory(void) {
    char *much = map(MAP_PRIVATE, MUCH / PAGE);
    for (size_t i = 0; i < MUCH; i += PAGE)
        much[i] = 1;
}

static const char *result(void *at) {
    return at == MAP_FAILED ? errno_name(errno) : "ok";
}

static void views(void) {
    char *first = map(MAP_SHARED, PAGES);
    mark(first);
    char *second = mremap(first, 0, PAGES * PAGE, MREMAP_MAYMOVE);
    check(second != MAP_FAILED && second != first);
    second[PAGE] = 9;
    show("first", first, PAGES);
    show("second", second, PAGES);
    char *part = mremap(first + 2 * PAGE, 0, 2 * PAGE, MREMAP_MAYMOVE);
    check(part != MAP_FAILED);
    part[0] = 8;
    show("part", part, 2);
    char *place = map(MAP_PRIVATE, PAGES);
    check(mremap(first + PAGE, 0, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place + PAGE) ==
          place + PAGE);
    show("in a place", place, 3);
    munmap(first, PAGES * PAGE);
    show("without the first", second, PAGES);
    pid_t pid = start();
    if (pid == 0) {
        second[2 * PAGE] = 7;
        _exit(0);
    }
    wait_for(pid);
    show("after a child", part, 2);
    char *own = map(MAP_PRIVATE, PAGES);
    printf("not moving: %s", result(mremap(second, 0, PAGE, 0)));
    printf(", private: %s", result(mremap(own, 0, PAGE, MREMAP_MAYMOVE)));
    printf(", nowhere: %s", result(mremap((void *)0x10000000, 0, PAGE, MREMAP_MAYMOVE)));
    int flags = MREMAP_MAYMOVE | MREMAP_FIXED;
    printf(", over itself: %s\n", result(mremap(part, 0, 2 * PAGE, flags, part)));
}

static void removal(const char *what, bool swap) {
    char *first = map(MAP_SHARED, PAGES), *second = mremap(first, 0, PAGES * PAGE, MREMAP_MAYMOVE);
    check(second != MAP_FAILED);
    mark(first);
    show("before", second, PAGES);
    if (swap)
        check(status_of(take_memory) == 0);
    printf("%s: %s\n", what, outcome(madvise(first + PAGE, 2 * PAGE, MADV_REMOVE)));
    show("first", first, PAGES);
    show("second", second, PAGES);
    first[PAGE] = 5;
    show("written again", second, PAGES);
    check(munmap(first, PAGES * PAGE) == 0 && munmap(second, PAGES * PAGE) == 0);
}

int main(void) {
    views();
    removal("remove", false);
    removal("remove from swap", true);
    char *own = map(MAP_PRIVATE, 1);
    printf("private: %s\n", outcome(madvise(own, PAGE, MADV_REMOVE)));
    return 0;
}
