// mremap while much of what moves is swapped out and shared with children, who bring it back in the
// meantime: neither side loses a page, nor sees the other's changes.
// test: portable boots=roomy,swap timeout=120
#include "test.h"
#include <sys/mman.h>

enum { SIZE = 16 << 20, CHILDREN = 2, ROUNDS = 2, PAGES = SIZE / PAGE };

static unsigned *word_of(unsigned char *at, unsigned page) {
    return (unsigned *)(at + page * (size_t)PAGE + page % 1000 * 4);
}

static bool is_intact(unsigned char *at, unsigned round) {
    for (unsigned page = 0; page < PAGES; page++) {
        unsigned *word = word_of(at, page);
        if (!right_at("memory", (unsigned char *)word - at, *word, page * 31 + round))
            return false;
    }
    return true;
}

static void fill(unsigned char *at, unsigned round) {
    for (unsigned page = 0; page < PAGES; page++)
        *word_of(at, page) = page * 31 + round;
}

int main(void) {
    unsigned char *at =
        mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char *to = mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED && to != MAP_FAILED);
    for (unsigned round = 1; round <= ROUNDS; round++) {
        fill(at, round);
        pid_t children[CHILDREN];
        for (unsigned i = 0; i < CHILDREN; i++) {
            children[i] = start();
            if (children[i] == 0) {
                check(is_intact(at, round) && is_intact(at, round));
                _exit(0);
            }
        }
        check(mremap(at, SIZE, SIZE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to);
        printf("round %u: parent: %s\n", round, is_intact(to, round) ? "intact" : "changed");
        fill(to, 0);
        for (unsigned i = 0; i < CHILDREN; i++)
            printf("child %u: %s\n", i, status_text(wait_for(children[i])));
        unsigned char *free = at;
        at = to;
        to = free;
    }
    return 0;
}
