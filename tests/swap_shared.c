// Shared memory without a file, more than fits: it is swapped out as private memory is, also when
// next to nothing of any file is left in memory, and two processes find the same in it.
// test: portable boots=roomy,swap,half timeout=120
#include "test.h"
#include <sys/mman.h>

enum { SIZE = 28 << 20, PAGES = SIZE / PAGE };

static unsigned *word_of(unsigned char *at, unsigned page) {
    return (unsigned *)(at + page * (size_t)PAGE + page % 1000 * 4);
}

static bool is_filled(unsigned char *at, unsigned with) {
    for (unsigned page = 0; page < PAGES; page++)
        if (*word_of(at, page) != page * 31 + with)
            return false;
    return true;
}

static void fill(unsigned char *at, unsigned with) {
    for (unsigned page = 0; page < PAGES; page++)
        *word_of(at, page) = page * 31 + with;
}

int main(void) {
    unsigned char *at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    fill(at, 1);
    printf("parent: %s\n", is_filled(at, 1) ? "all there" : "not all there");
    pid_t child = start();
    if (child == 0) {
        check(is_filled(at, 1));
        fill(at, 2);
        _exit(0);
    }
    printf("child: %s\n", status_text(wait_for(child)));
    printf("parent: %s\n", is_filled(at, 2) ? "all changed" : "not all changed");
    return 0;
}
