// A file of 600,007 bytes is the same however it is read: in one piece, in odd small pieces,
// through a vector, backwards, by two descriptors in turn, by a child. test: core portable
// boots=roomy,small,ram
#include "test.h"
#include <sys/uio.h>

enum { SIZE = 600007 };
static uint8_t expected[SIZE + 8], bytes[SIZE];

static const char *verdict(void) {
    const char *result = memcmp(bytes, expected, SIZE) == 0 ? "right" : "wrong";
    memset(bytes, 0, SIZE);
    return result;
}

static void read_in_pieces(int fd, size_t piece) {
    size_t at = 0;
    ssize_t n;
    while ((n = read(fd, bytes + at, at + piece < SIZE ? piece : SIZE - at)) > 0)
        at += n;
    check(n == 0 && at == SIZE);
}

static void read_vector(int fd) {
    struct iovec vector[100];
    size_t at = 0, length = 1;
    for (int i = 0; i < 100; i++, length = length * 5 / 4 + 3) {
        size_t part = i == 99 || at + length > SIZE ? SIZE - at : length;
        vector[i] = (struct iovec){bytes + at, part};
        at += part;
    }
    check(readv(fd, vector, 100) == SIZE);
}

static void child(void) {
    int fd = open(data("dense"), O_RDONLY);
    check(read(fd, bytes, SIZE) == SIZE && memcmp(bytes, expected, SIZE) == 0);
}

int main(void) {
    for (uint64_t at = 0; at < SIZE; at += 8) {
        uint64_t word = at * 0x9e3779b97f4a7c15 + 1;
        memcpy(expected + at, &word, sizeof word);
    }
    int fd = open(data("dense"), O_RDONLY), other = open(data("dense"), O_RDONLY);
    check(fd >= 0 && other >= 0);
    printf("at once: %zd ", read(fd, bytes, SIZE));
    printf("%s\n", verdict());
    lseek(fd, 0, SEEK_SET);
    read_in_pieces(fd, 777);
    printf("in pieces: %s\n", verdict());
    lseek(fd, 0, SEEK_SET);
    read_vector(fd);
    printf("by a vector: %s\n", verdict());
    for (off_t at = SIZE / 1000 * 1000; at >= 0; at -= 1000)
        check(pread(fd, bytes + at, at + 1000 < SIZE ? 1000 : SIZE - at, at) > 0);
    printf("backwards: %s\n", verdict());

    lseek(fd, 0, SEEK_SET);
    for (size_t at = 0; at < SIZE; at += 5000) {
        int which = at / 5000 % 2 ? fd : other;
        check(lseek(which, at, SEEK_SET) == (off_t)at);
        check(read(which, bytes + at, at + 5000 < SIZE ? 5000 : SIZE - at) > 0);
    }
    printf("in turn: %s\n", verdict());
    printf("child: %s\n", status_text(status_of(child)));
    return 0;
}
