// A page table goes with its last page, whoever takes that away: munmap, madvise, mremap, brk,
// eviction, an access that is refused. So a program that never has more than one page mapped can go
// on for ever. test: boots=roomy,small,swap timeout=60
#include "fs.h"
#include <sys/mman.h>

enum { ROUNDS = 20000, KEPT = 8 };
#define SPAN (2ul << 20) // what one page table maps

static char *const place = (char *)0x100000000000;

static char *map_at(char *at, size_t size) {
    char *page = mmap(at, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    check(page == at);
    return page;
}

static void by_munmap(long i) {
    char *page = map_at(place + i * SPAN, PAGE);
    *page = 1;
    check(munmap(page, PAGE) == 0);
}

static void by_madvise(long i) {
    place[i * SPAN] = 1;
    check(madvise(place + i * SPAN, PAGE, MADV_DONTNEED) == 0);
}

static void by_mremap(long i) {
    static char *page;
    char *to = place + i * SPAN;
    if (i == 0)
        *(page = map_at(place + ROUNDS * SPAN, PAGE)) = 1;
    check(mremap(page, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to && *to == 1);
    page = to;
}

static void by_brk(long i) {
    char *old = sbrk(0);
    check(brk(old + i % 5 * SPAN + PAGE) == 0);
    old[i % 5 * SPAN] = 1;
    check(brk(old) == 0);
}

static void by_refusal(long i) { // of what lies beyond the end of a file
    static int ends[2];
    if (i == 0)
        check(pipe(ends) == 0 && mmap(place, ROUNDS * SPAN, PROT_READ, MAP_PRIVATE | MAP_FIXED,
                                      open(data("small"), O_RDONLY), 1 << 30) == place);
    check(write(ends[1], place + i * SPAN, 1) == -1 && errno == EFAULT);
}

static void each_leaves_no_tables(void (*step)(long i), const char *what, size_t mapped) {
    long before = vmstat("nr_page_table_pages");
    if (mapped > 0)
        map_at(place, mapped);
    for (long i = 0; i < ROUNDS; i++)
        step(i);
    long after = vmstat("nr_page_table_pages");
    printf("%s: %ld tables more\n", what, after - before);
    check(after - before <= KEPT);
    check(munmap(place, (ROUNDS + 1) * SPAN) == 0);
}

// A file's pages are mapped in so many places that the tables alone would fill the memory.
static void by_eviction(void) {
    enum { PLACES = 6000, FILE_PAGES = 256 };
    int fd = open("/tmp/tables", O_RDWR | O_CREAT, 0600);
    check(fd >= 0 && ftruncate(fd, FILE_PAGES * PAGE) == 0);
    for (long i = 0; i < PLACES; i++) {
        char *at = place + i * SPAN;
        check(mmap(at, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, i % FILE_PAGES * PAGE) == at);
        check(*(volatile char *)at == 0);
    }
    check(munmap(place, PLACES * SPAN) == 0 && unlink("/tmp/tables") == 0);
}

int main(void) {
    each_leaves_no_tables(by_munmap, "munmap", 0);
    each_leaves_no_tables(by_madvise, "madvise", ROUNDS * SPAN);
    each_leaves_no_tables(by_mremap, "mremap", 0);
    each_leaves_no_tables(by_brk, "brk", 0);
    each_leaves_no_tables(by_refusal, "a refused access", 0);
    by_eviction();
    return 0;
}
