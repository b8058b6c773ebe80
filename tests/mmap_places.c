// Where mappings may come: hints, MAP_FIXED in place of code, data and stack, MAP_FIXED_NOREPLACE
// beside and over what is there; and what MAP_POPULATE brings at once.
// test: core portable boots=roomy,small,eager
#include "deeds.h"
#include <sys/mman.h>

#define FREE_PLACE ((char *)0x100000000000)

static int variable = 7;
static int table[3 * PAGE / sizeof(int)] = {1};

static char *map(void *address, size_t pages, int prot, int flags) {
    return mmap(address, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

static void *page_of(const void *address) {
    return (void *)((uintptr_t)address & -PAGE);
}

static const char *fate_of_careful(const void *address, size_t pages) {
    char *at = map(page_of(address), pages, PROT_READ, MAP_FIXED_NOREPLACE);
    return at == MAP_FAILED ? errno_name(errno) : at == page_of(address) ? "there" : "elsewhere";
}

static void careful(void) {
    printf("over code: %s", fate_of_careful((void *)(uintptr_t)careful, 1));
    printf(", data: %s", fate_of_careful(&variable, 1));
    int local = 0;
    printf(", stack: %s\n", fate_of_careful(&local, 1));
    printf("free: %s", fate_of_careful(FREE_PLACE, 3));
    printf(", again: %s", fate_of_careful(FREE_PLACE, 3));
    printf(", its last page: %s", fate_of_careful(FREE_PLACE + 2 * PAGE, 2));
    printf(", up to it: %s", fate_of_careful(FREE_PLACE - PAGE, 2));
    printf(", before it: %s", fate_of_careful(FREE_PLACE - PAGE, 1));
    printf(", behind it: %s\n", fate_of_careful(FREE_PLACE + 3 * PAGE, 1));
    check(variable == 7 && munmap(FREE_PLACE - PAGE, 5 * PAGE) == 0);
}

static void hints(void) {
    char *at = map(FREE_PLACE + 123, 2, PROT_READ, 0);
    printf("a hint: %s", at == FREE_PLACE ? "taken, to the page" : "not taken");
    char *other = map(FREE_PLACE, 2, PROT_READ, 0);
    printf(", where something is: %s", other == FREE_PLACE ? "taken" : "not taken");
    other = map(FREE_PLACE - PAGE, 2, PROT_READ, 0);
    printf(", partly: %s\n", other == FREE_PLACE - PAGE ? "taken" : "not taken");
}

static void over_data(void) {
    char *page = page_of(&table[PAGE / sizeof(int)]);
    table[PAGE / sizeof(int)] = 5;
    check(map(page, 1, PROT_READ | PROT_WRITE, MAP_FIXED) == page);
    printf("over data: %d\n", table[PAGE / sizeof(int)]);
    check(munmap(page, PAGE) == 0);
    printf("and gone: %s\n", fate(read_from, (uintptr_t)page));
}

static void over_code(void) {
    char *page = page_of((void *)(uintptr_t)over_code);
    fflush(stdout);
    map(page, 1, PROT_READ | PROT_WRITE, MAP_FIXED); // nothing is there to come back to
}

static void over_stack(void) {
    int local = 0;
    map((char *)page_of(&local) - PAGE, 2, PROT_NONE, MAP_FIXED);
}

static size_t resident(char *at, size_t pages) {
    unsigned char here[64];
    size_t n = 0;
    check(mincore(at, pages * PAGE, here) == 0);
    for (size_t i = 0; i < pages; i++)
        n += here[i] & 1;
    return n;
}

static void populate(void) {
    char *lazy = map(NULL, 30, PROT_READ | PROT_WRITE, 0);
    char *full = map(NULL, 30, PROT_READ | PROT_WRITE, MAP_POPULATE);
    char *locked_out = map(NULL, 30, PROT_NONE, MAP_POPULATE);
    printf("lazy %zu, populated %zu", resident(lazy, 30), resident(full, 30));
    printf(", without rights %zu\n", resident(locked_out, 30));
    long before = minor_faults();
    memset(full, 1, 30 * PAGE);
    printf("more faults: %ld\n", minor_faults() - before);
    int fd = open(data("dense"), O_RDONLY);
    char *file = mmap(NULL, 30 * PAGE, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
    check(file != MAP_FAILED);
    before = minor_faults() + major_faults();
    for (int i = 0; i < 30; i++)
        load((uintptr_t)file + i * PAGE);
    printf("of a file: %ld\n", minor_faults() + major_faults() - before);
}

int main(void) {
    careful();
    hints();
    over_data();
    printf("over code: %s\n", status_text(status_of(over_code)));
    printf("over the stack: %s\n", status_text(status_of(over_stack)));
    populate();
    return 0;
}
