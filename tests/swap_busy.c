// What is written to a page just while it is on its way to swap is not lost. Several processes
// count in pages of their own, at random: so now and then in one that another is sending away.
// test: boots=swap timeout=60
#include "test.h"
#include <sys/mman.h>
#include <time.h>

enum { COUNTERS = 4, PAGES = 1500, SECONDS = 4 };

static int ready[2], go[2];

static uint64_t state;

static uint64_t random_number(void) { // xorshift (Marsaglia, 2003)
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

// Until all have touched all of their pages.
static void wait_for_others(void) {
    char byte = 0;
    check(close(go[1]) == 0 && write(ready[1], &byte, 1) == 1 && read(go[0], &byte, 1) == 0);
}

static void count(void) {
    static unsigned counted[PAGES];
    const size_t step = PAGE / sizeof(unsigned), size = PAGES * PAGE;
    unsigned *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    for (unsigned page = 0; page < PAGES; page++)
        at[page * step] = ++counted[page];
    wait_for_others();
    for (time_t end = time(NULL) + SECONDS; time(NULL) < end;) {
        for (int i = 0; i < 100; i++) {
            unsigned page = random_number() % PAGES;
            check(++at[page * step] == ++counted[page]);
        }
    }
    for (unsigned page = 0; page < PAGES; page++)
        check(at[page * step] == counted[page]);
}

int main(void) {
    pid_t counters[COUNTERS];
    char byte;
    check(pipe(ready) == 0 && pipe(go) == 0);
    for (unsigned i = 0; i < COUNTERS; i++) {
        state = 88172645463325252u + i;
        counters[i] = start_in(count);
    }
    for (unsigned i = 0; i < COUNTERS; i++)
        check(read(ready[0], &byte, 1) == 1);
    check(close(go[1]) == 0);
    for (unsigned i = 0; i < COUNTERS; i++)
        check(wait_for(counters[i]) == 0);
    return 0;
}
