// What is written to a page just while it is on its way to swap is not lost: many processes count
// in pages of their own, and sleep between, while another needs all memory.
// test: boots=swap timeout=60
#include "test.h"
#include <sys/mman.h>

enum { COUNTERS = 12, PAGES = 100, ROUNDS = 60, LARGE = 5000 };

static unsigned *map(size_t pages) {
    void *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void count(unsigned seed) {
    const size_t step = PAGE / sizeof(unsigned);
    unsigned *at = map(PAGES);
    for (unsigned round = 0; round < ROUNDS; round++) {
        usleep(1000 * ((round * 7 + seed * 5) % 31));
        for (unsigned i = 0; i < PAGES; i++) {
            unsigned page = (i + round * 37) % PAGES;
            at[page * step]++;
        }
        for (unsigned i = 0; i < PAGES; i++)
            check(at[i * step] == round + 1);
    }
}

static void press(void) {
    unsigned *at = map(LARGE);
    for (;;)
        for (size_t i = 0; i < LARGE; i++)
            at[i * PAGE / sizeof *at]++;
}

int main(void) {
    pid_t counters[COUNTERS], presser = start_in(press);
    for (unsigned i = 0; i < COUNTERS; i++) {
        counters[i] = start();
        if (counters[i] != 0)
            continue;
        count(i);
        _exit(0);
    }
    for (unsigned i = 0; i < COUNTERS; i++)
        check(wait_for(counters[i]) == 0);
    check(kill(presser, SIGKILL) == 0 && wait_for(presser) == SIGKILL);
    return 0;
}
