// A local array of 64 KiB may be touched first anywhere: at either end, in the middle, or by a
// system call that fills it.
// test: core portable
#include "test.h"

enum { SIZE = 65536 };

static __attribute__((noinline)) void touch(size_t first) {
    volatile uint8_t array[SIZE];
    array[first] = 1;
    for (size_t i = 0; i < SIZE; i++)
        array[i] = i * 31;
    for (size_t i = 0; i < SIZE; i++)
        check(array[i] == (uint8_t)(i * 31));
}

static void low_end(void) {
    touch(0);
}

static void high_end(void) {
    touch(SIZE - 1);
}

static void middle(void) {
    touch(SIZE / 2);
}

static void by_read(void) {
    uint8_t array[SIZE];
    int fd = open(data("dense"), O_RDONLY);
    check(read(fd, array, SIZE) == SIZE);
    for (size_t i = 0; i < SIZE; i += 8) {
        uint64_t word;
        memcpy(&word, array + i, sizeof word);
        check(word == i * 0x9e3779b97f4a7c15 + 1);
    }
}

static void by_pipe(void) {
    uint8_t array[SIZE];
    int fds[2];
    check(pipe(fds) == 0);
    check(write(fds[1], "last", 4) == 4);
    check(read(fds[0], array + SIZE - 4, 4) == 4);
    check(write(fds[1], "first", 5) == 5);
    check(read(fds[0], array, SIZE) == 5);
    check(memcmp(array, "first", 5) == 0 && memcmp(array + SIZE - 4, "last", 4) == 0);
}

int main(void) {
    printf("low end first: %s\n", status_text(status_of(low_end)));
    printf("high end first: %s\n", status_text(status_of(high_end)));
    printf("middle first: %s\n", status_text(status_of(middle)));
    printf("by reading a file: %s\n", status_text(status_of(by_read)));
    printf("by reading a pipe: %s\n", status_text(status_of(by_pipe)));
    return 0;
}
