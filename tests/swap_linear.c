// Working sets beyond memory: one of three times its size, passed over in order and at random, and
// one of 5 MiB in a shuffled order. Every byte comes back as it was.
// test: core portable boots=roomy,swap,half,random timeout=120 swaps=12
#include "test.h"
#include <sys/mman.h>

enum { LARGE = 36 << 20, SMALL = 5 << 20, ROUNDS = 4000 };

static uint64_t random_number(void) { // xorshift (Marsaglia, 2003)
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static uint64_t word(uint64_t index) {
    return index * 0x9e3779b97f4a7c15 + 1;
}

static uint64_t *map(size_t size) {
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void fill(uint64_t *at, size_t words) {
    for (size_t i = 0; i < words; i++)
        at[i] = word(i);
}

static void check_word(const char *what, const uint64_t *at, size_t i) {
    check(right_at(what, i * sizeof *at, at[i], word(i)));
}

static void compare(const uint64_t *at, size_t words) {
    for (size_t i = 0; i < words; i++)
        check_word("in order", at, i);
}

int main(void) {
    const size_t words = LARGE / sizeof(uint64_t), page = PAGE / sizeof(uint64_t);
    uint64_t *large = map(LARGE), *small = map(SMALL);
    fill(large, words);
    compare(large, words);
    printf("in order\n");
    for (int i = 0; i < ROUNDS; i++) {
        size_t at = random_number() % words;
        check_word("at random", large, at);
        large[at] = word(at); // dirty again
    }
    compare(large, words);
    printf("at random\n");

    fill(small, SMALL / sizeof(uint64_t));
    for (size_t i = 0, pages = SMALL / PAGE; i < 3 * pages; i++) {
        size_t at = i * 769 % pages * page; // 769 and the number of pages have no common divisor
        for (size_t k = 0; k < page; k++)
            check_word("shuffled", small, at + k);
    }
    printf("shuffled\n");
    return 0;
}
