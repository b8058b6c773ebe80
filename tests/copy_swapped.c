// Buffers larger than memory: while a system call copies to one or from one, pages of it are in
// swap and come back, and others go out. Each byte arrives nevertheless, whole buffers in one call.
// test: core portable boots=swap,fifo swaps=5 timeout=120
#include "test.h"

enum { SIZE = 7 << 20, WORDS = SIZE / sizeof(uint32_t) };
static uint32_t words[WORDS]; // each process has its own

static uint32_t word_of(size_t i) {
    return i * 2654435761u;
}

static void check_words(const char *where) {
    size_t right = 0;
    while (right < WORDS && words[right] == word_of(right))
        right++;
    printf("%s: %zu of %d words are right\n", where, right, WORDS);
    fflush(stdout);
}

// From the pipe to the buffer, and from there to the file.
static void pass_on(int from, int file) {
    for (size_t n, done = 0; done < SIZE; done += n) {
        n = read(from, (char *)words + done, SIZE - done);
        check((ssize_t)n > 0);
    }
    check_words("through a pipe");
    check(write(file, words, SIZE) == SIZE);
}

int main(void) {
    int file = open("swapped", O_RDWR | O_CREAT | O_TRUNC, 0600), fds[2];
    check(file >= 0 && unlink("swapped") == 0 && pipe(fds) == 0);
    pid_t child = start();
    if (child == 0) {
        close(fds[1]);
        pass_on(fds[0], file);
        _exit(0);
    }
    for (size_t i = 0; i < WORDS; i++)
        words[i] = word_of(i);
    check(write(fds[1], words, SIZE) == SIZE);
    check(wait_for(child) == 0);
    memset(words, 0xff, SIZE);
    check(pread(file, words, SIZE, 0) == SIZE);
    check_words("from the file");
    return 0;
}
