// An initialised array of 4 MiB, each word of it different, has the right checksum: read from front
// to back, then in a scattered order, then around words that were written.
// test: core portable boots=roomy,swap timeout=40
#include "test.h"

// Word i is (i * 2654435761) xor (i >> 7), modulo 2^32.
asm(".data\n"
    ".balign 8\n"
    "table:\n"
    ".set i, 0\n"
    ".rept 1048576\n"
    ".long ((i * 2654435761) & 0xffffffff) ^ (i >> 7)\n"
    ".set i, i + 1\n"
    ".endr\n"
    ".text");
enum { WORDS = 1 << 20 };
extern volatile uint32_t table[WORDS];

static uint32_t word(uint32_t i) {
    return i * 2654435761u ^ i >> 7;
}

int main(void) {
    bool right = true;
    uint32_t sum = 0, expected = 0, wrong = 0;
    for (uint32_t i = 0; i < WORDS; i++) {
        right = right && right_at("table", i * sizeof *table, table[i], word(i));
        sum = sum * 31 + table[i];
        expected = expected * 31 + word(i);
    }
    printf("%s\n", right && sum == expected ? "sum: right" : "sum: wrong");

    for (uint32_t i = 0; i < WORDS / 64; i++) {
        uint32_t at = i * 40503u % WORDS;
        wrong += !right_at("table", at * sizeof *table, table[at], word(at));
    }
    printf("wrong words in scattered order: %u\n", wrong);

    // A private copy of a page keeps the rest of it.
    wrong = 0;
    for (uint32_t i = 0; i < WORDS; i += 16384) {
        table[i] = ~word(i);
        for (uint32_t at = i + 1; at < i + 1024; at += 999)
            wrong += !right_at("table, written", at * sizeof *table, table[at], word(at));
    }
    printf("wrong neighbours: %u\n", wrong);
    return 0;
}
