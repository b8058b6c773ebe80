// A copy that is refused in its middle, at any byte: the call returns how many bytes it has moved,
// and these, no others, have moved. Buffers and strings end where nothing is mapped, or where a
// page that is in memory may not be touched (PROT_NONE), or only be read. test: portable
#include "fs.h"
#include <sys/mman.h>
#include <sys/uio.h>

enum { SIZE = 3 * PAGE };
static const size_t there[] = {0, 1, 7, 8, 9, 100, 1023, 2048, 4088, 4095, 4096};
enum { SIZES = sizeof there / sizeof *there };
static uint8_t source[SIZE], seen[SIZE];
static uint8_t *pages, *end; // of a page; the one behind it is bad

static uint8_t byte_of(size_t i) {
    return i * 7 + i / 251 + 1;
}

static void print_count(const char *what, size_t n, long result) {
    printf("%s, %zu there: ", what, n);
    if (result > 0)
        printf("%ld\n", result);
    else
        printf("%s\n", outcome(result));
}

// So many bytes at the end of the page are what `source` has from `from` on, and the one in front
// of them is untouched.
static void check_arrived(long result, size_t n, size_t from) {
    if (result > 0)
        check(memcmp(end - n, source + from, result) == 0);
    check(n == PAGE || end[-n - 1] == 0);
}

static void reads(int file) {
    for (size_t i = 0; i < SIZES; i++) {
        size_t n = there[i];
        memset(pages, 0, PAGE);
        long result = pread(file, end - n, 2 * PAGE, 5);
        print_count("pread", n, result);
        check_arrived(result, n, 5);

        memset(pages, 0, PAGE);
        check(lseek(file, PAGE - 50, SEEK_SET) >= 0);
        result = read(file, end - n, PAGE); // across two pages of the file
        print_count("read", n, result);
        check_arrived(result, n, PAGE - 50);
        check(lseek(file, 0, SEEK_CUR) == (off_t)(PAGE - 50) + (result > 0 ? result : 0));

        memset(pages, 0, PAGE);
        struct iovec vector[] = {{seen, 3}, {end - n, 2 * PAGE}, {seen, 3}};
        result = preadv(file, vector, 3, 0);
        print_count("preadv", n, result);
        check(result == (long)(3 + n));
        check_arrived(n, n, 3);
    }
}

static void zeroes(int zero) {
    for (size_t i = 0; i < SIZES; i++) {
        memset(pages, 0xee, PAGE);
        long result = read(zero, end - there[i], PAGE + 1);
        print_count("read of zeroes", there[i], result);
        for (size_t at = 0; at < PAGE; at++)
            check(pages[at] == (at < PAGE - there[i] ? 0xee : 0));
    }
}

// What arrives is in the file and nothing else, and it ends there.
static void writes(void) {
    memcpy(pages, source, PAGE);
    for (size_t i = 0; i < SIZES; i++) {
        size_t n = there[i];
        int file = open("written", O_RDWR | O_CREAT | O_TRUNC, 0644);
        memset(seen, 0, SIZE);
        check(file >= 0 && write(file, seen, 3000) == 3000 && lseek(file, 0, SEEK_SET) == 0);
        long result = pwrite(file, end - n, 2 * PAGE, 3000);
        print_count("pwrite", n, result);
        check(read(file, seen, SIZE) == 3000 + (result > 0 ? result : 0));
        for (long at = 0; at < 3000; at++)
            check(seen[at] == 0);
        check(result <= 0 || memcmp(seen + 3000, end - n, result) == 0);
        close(file);
    }
}

// Of a page of the pipe all bytes go in or come out, or none.
static void pipes(void) {
    int fds[2];
    check(pipe2(fds, O_NONBLOCK) == 0);
    for (size_t i = 0; i < SIZES; i++) {
        memcpy(pages, source, PAGE);
        long result = write(fds[1], end - there[i], PAGE);
        print_count("write to a pipe", there[i], result);
        if (result <= 0)
            check(write(fds[1], source, PAGE) == PAGE);
        result = read(fds[0], end - there[i], PAGE);
        print_count("read from a pipe", there[i], result);
        print_count("what is left", there[i], read(fds[0], seen, SIZE));
    }
    close(fds[0]);
    close(fds[1]);
}

// "////…" is the root directory.
static void strings(void) {
    memset(pages, '/', PAGE);
    for (size_t i = 0; i < SIZES; i++) {
        const char *path = (char *)end - there[i];
        print_count("path without an end", there[i], chdir(path));
        if (there[i] == 0)
            continue;
        end[-1] = '\0';
        print_count("path", there[i], chdir(path));
        end[-1] = '/';
        check(chdir(scratch) == 0);
    }
}

int main(void) {
    enter_scratch();
    for (size_t i = 0; i < SIZE; i++)
        source[i] = byte_of(i);
    int file = open("file", O_RDWR | O_CREAT, 0644), zero = open("/dev/zero", O_RDONLY);
    check(file >= 0 && zero >= 0 && write(file, source, SIZE) == SIZE);
    for (int kind = 0; kind < 3; kind++) {
        pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        check(pages != MAP_FAILED);
        end = pages + PAGE;
        *end = 1; // it is in memory, before it is bad
        check(kind == 0 ? munmap(end, PAGE) == 0
                        : mprotect(end, PAGE, kind == 1 ? PROT_NONE : PROT_READ) == 0);
        printf("the next page is %s\n", kind == 0   ? "not there"
                                        : kind == 1 ? "forbidden"
                                                    : "not to be written");
        reads(file);
        zeroes(zero);
        if (kind < 2) {
            writes();
            pipes();
            strings();
        }
        check(munmap(pages, 2 * PAGE) == 0);
    }
    leave_scratch();
    return 0;
}
