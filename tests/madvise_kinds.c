// What each advice does to pages that are untouched, private, private copies of a file's, and
// shared; what it refuses; and that in a range with holes it is followed all the same.
// test: portable boots=roomy,small,swap,eager
#include "fs.h"
#include <sys/mman.h>

enum { PAGES = 6 };

static int fd;

static char *map(int flags) {
    int file = flags & MAP_ANONYMOUS ? -1 : fd;
    char *at = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, flags, file, 0);
    check(at != MAP_FAILED);
    return at;
}

static void store_all(char *at, char value) {
    for (int i = 1; i < PAGES; i++) // the first one is never touched
        at[i * PAGE] = value;
}

static void advise(const char *what, int flags, int advice) {
    char *at = map(flags);
    store_all(at, 'S');
    printf(" %s %s", what, outcome(madvise(at, (PAGES - 1) * PAGE, advice)));
    if (advice != MADV_FREE) // when they go is Linux's choice
        printf(" %02x %02x %02x", at[0], at[2 * PAGE], at[(PAGES - 1) * PAGE]);
    store_all(at, 'T');
    check(at[PAGE] == 'T' && at[(PAGES - 1) * PAGE] == 'T');
    munmap(at, PAGES * PAGE);
}

static void each_advice(void) {
    static const int advices[] = {MADV_NORMAL,
                                  MADV_RANDOM,
                                  MADV_SEQUENTIAL,
                                  MADV_WILLNEED,
                                  MADV_DONTNEED,
                                  MADV_FREE,
                                  MADV_COLD,
                                  5,
                                  6,
                                  7,
                                  99,
                                  -1};
    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
        printf("advice %d:", advices[i]);
        advise("anonymous", MAP_PRIVATE | MAP_ANONYMOUS, advices[i]);
        advise("shared", MAP_SHARED | MAP_ANONYMOUS, advices[i]);
        advise("of a file", MAP_PRIVATE, advices[i]);
        advise("of a shared file", MAP_SHARED, advices[i]);
        printf("\n");
        for (int page = 0; page < PAGES; page++)
            check(pwrite(fd, "f", 1, page * PAGE) == 1);
    }
}

static void holes(void) {
    char *at = map(MAP_PRIVATE | MAP_ANONYMOUS);
    store_all(at, 'S');
    check(munmap(at + 2 * PAGE, PAGE) == 0);
    printf("over a hole: %s", outcome(madvise(at, PAGES * PAGE, MADV_DONTNEED)));
    printf(", before it %d, behind it %d\n", at[PAGE], at[3 * PAGE]);
    printf("willneed: %s\n", outcome(madvise(at, PAGES * PAGE, MADV_WILLNEED)));
    at[3 * PAGE] = at[4 * PAGE] = at[5 * PAGE] = 2;
    check(mprotect(at + 4 * PAGE, PAGE, PROT_NONE) == 0);
    printf("over what has no rights: %s", outcome(madvise(at + 3 * PAGE, 3 * PAGE, MADV_DONTNEED)));
    check(mprotect(at + 4 * PAGE, PAGE, PROT_READ) == 0);
    printf(" %d %d %d\n", at[3 * PAGE], at[4 * PAGE], at[5 * PAGE]);
    at[5 * PAGE] = 3;
    printf("part of a page: %s", outcome(madvise(at + 5 * PAGE, 1, MADV_DONTNEED)));
    printf(" %d\n", at[5 * PAGE]);
    printf("too long: %s", outcome(madvise(at, -PAGE, MADV_DONTNEED)));
    printf(", wrapping: %s", outcome(madvise(at, SIZE_MAX, MADV_DONTNEED)));
    printf(", nothing of a hole: %s", outcome(madvise(at + 2 * PAGE, 0, MADV_DONTNEED)));
    printf(", unknown of nothing: %s\n", outcome(madvise(at, 0, 99)));
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    for (int page = 0; page < PAGES; page++)
        check(pwrite(fd, "f", 1, page * PAGE) == 1);
    each_advice();
    holes();
    close(fd);
    leave_scratch();
    return 0;
}
