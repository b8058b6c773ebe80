// The pages of a file that somebody maps, not from its beginning, go when memory is short, and are
// read again when they are touched.
// test: boots=swap,half timeout=60
#include "test.h"
#include <sys/mman.h>

enum { FIRST = 20, PAGES = 120, MUCH = 40 << 20 };

static void press(void) {
    char *at = mmap(NULL, MUCH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    for (size_t i = 0; i < MUCH; i += PAGE)
        at[i] = 1;
}

static bool is_file(const char *at, const char *expected) {
    for (size_t i = 0; i < PAGES * PAGE; i++)
        if (!right_at("mapping", i, (uint8_t)at[i], (uint8_t)expected[i]))
            return false;
    return true;
}

int main(void) {
    static char expected[PAGES * PAGE];
    int fd = open(data("dense"), O_RDONLY);
    check(pread(fd, expected, sizeof expected, FIRST * PAGE) == sizeof expected);
    const char *at = mmap(NULL, sizeof expected, PROT_READ, MAP_SHARED, fd, FIRST * PAGE);
    check(at != MAP_FAILED && is_file(at, expected));
    long dropped = vmstat("pgsteal_file"), waited = major_faults();
    check(status_of(press) == 0);
    check(vmstat("pgsteal_file") > dropped);
    check(is_file(at, expected) && major_faults() > waited);
    return 0;
}
