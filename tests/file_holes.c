// A sparse file of 5 GiB, with pieces around every place where the way to a block gets longer:
// direct, indirect, double and triple indirect, for each block size. Pieces have their contents,
// holes are zeros, and reads across the borders are right.
// test: core portable boots=roomy,small
#include "test.h"

static const uint64_t pieces[] = {
    0,         8192,      20480,      24576,      45056,      49152,    270336,
    274432,    1069056,   1073152,    4239360,    4243456,    67379200, 67383296,
    537939968, 537944064, 4299206656, 4299210752, 5368709120,
};
enum { PIECES = sizeof pieces / sizeof *pieces };
#define SIZE 5368710120

// The word at a multiple of 8.
static uint64_t word(uint64_t offset) {
    for (int i = 0; i < PIECES; i++) {
        if (offset >= pieces[i] && offset < pieces[i] + PAGE && offset < SIZE)
            return offset * 0x9e3779b97f4a7c15 + 1;
    }
    return 0;
}

// How many of the words from `offset` on are wrong; -1 when the wrong number came.
static int wrong_words(int fd, uint64_t offset, size_t bytes) {
    static uint64_t words[4 * PAGE / 8];
    ssize_t wanted = offset >= SIZE ? 0 : offset + bytes > SIZE ? SIZE - offset : bytes;
    memset(words, 0xff, sizeof words);
    if (pread(fd, words, bytes, offset) != wanted)
        return -1;
    int wrong = 0;
    for (ssize_t i = 0; i < wanted / 8; i++)
        wrong += words[i] != word(offset + i * 8);
    return wrong;
}

int main(void) {
    int fd = open(data("holes"), O_RDONLY);
    check(fd >= 0);
    printf("size: %ld\n", (long)lseek(fd, 0, SEEK_END));
    for (int i = 0; i < PIECES; i++) {
        uint64_t at = pieces[i];
        printf("%lu: %d", at, wrong_words(fd, at, PAGE));
        if (at > 0)
            printf(", across its start: %d", wrong_words(fd, at - 2048, PAGE));
        printf(", across its end: %d", wrong_words(fd, at + 3000 / 8 * 8, 4 * PAGE));
        printf(", behind: %d\n", wrong_words(fd, at + 3 * PAGE, PAGE));
    }
    printf("middle of nowhere: %d\n", wrong_words(fd, 1ul << 31, 4 * PAGE));
    printf("beyond 4 GiB: %d\n", wrong_words(fd, (1ul << 32) - 2 * PAGE, 4 * PAGE));
    printf("at the end: %d\n", wrong_words(fd, SIZE, PAGE));

    char byte;
    check(lseek(fd, SIZE - 1, SEEK_SET) == SIZE - 1);
    printf("last byte: %zd\n", read(fd, &byte, 1));
    printf("then: %zd\n", read(fd, &byte, 1));
    return 0;
}
