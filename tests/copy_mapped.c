// Memory that a system call copies to or from is a mapping of the very file that it reads or
// writes; or of another one, which another process writes from a mapping of the first; or of a file
// that loses its pages meanwhile. Nobody waits for himself or in a circle, and what was copied is
// right. test: portable boots=roomy,small,swap,tight timeout=120
#include "fs.h"
#include <sys/mman.h>

enum { PAGES = 64, SIZE = PAGES * PAGE, ROUNDS = 40 };

static int open_file(const char *name, uint8_t **bytes) {
    int fd = open(name, O_RDWR | O_CREAT, 0644);
    check(fd >= 0 && ftruncate(fd, SIZE) == 0);
    *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(*bytes != MAP_FAILED);
    return fd;
}

// Page 0 has bytes, all others are holes. Each call copies pages, some bytes aside, over others.
static void same_file(void) {
    uint8_t *bytes;
    int fd = open_file("same", &bytes);
    memset(bytes, 's', PAGE);
    for (int page = 0; page < PAGES / 2; page++) { // one page after the other to the second half
        uint8_t *from = bytes + page * PAGE, *to = from + SIZE / 2;
        check(pwrite(fd, from, PAGE, to - bytes) == (ssize_t)PAGE);
        check(memcmp(from, to, PAGE) == 0);
        check(pread(fd, from + PAGE, PAGE - 3, from - bytes) == (ssize_t)PAGE - 3);
        check(memcmp(from, from + PAGE, PAGE - 3) == 0);
    }
    check(munmap(bytes, SIZE) == 0 && close(fd) == 0);
    fd = open_file("same", &bytes);
    check(pwrite(fd, bytes, PAGE, 0) == (ssize_t)PAGE); // onto itself, and it is not mapped yet
    check(pread(fd, bytes, PAGE, 0) == (ssize_t)PAGE);
    for (size_t i = 0; i < PAGE; i++)
        check(bytes[i] == 's');
    printf("same file: %d and %d\n", bytes[SIZE / 2], bytes[SIZE / 2 + PAGE]);
    close(fd);
    check(munmap(bytes, SIZE) == 0);
}

// The mappings are new in each round, so that their pages are not there yet.
static void cross(const char *to, const char *from) {
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t *bytes, *unused;
        int target = open_file(to, &unused), source = open_file(from, &bytes);
        check(pwrite(target, bytes + i, SIZE - i, 0) == SIZE - i);
        check(pread(target, bytes, SIZE, 0) == SIZE);
        check(close(target) == 0 && close(source) == 0);
        check(munmap(bytes, SIZE) == 0 && munmap(unused, SIZE) == 0);
        if (i % 8 == 0)
            unlink(to);
    }
}

static void cross_over(void) {
    cross("one", "other");
}

static void both_files(void) {
    pid_t child = start_in(cross_over);
    cross("other", "one");
    printf("both files: %s\n", status_text(wait_for(child)));
}

static void truncate_often(void) {
    uint8_t *unused;
    int fd = open_file("short", &unused);
    for (int i = 0; i < 20 * ROUNDS; i++) {
        check(ftruncate(fd, i % PAGES * PAGE) == 0 && ftruncate(fd, SIZE) == 0);
        if (i % 16 == 0)
            usleep(1000);
    }
}

// What is counted as copied was there; the count may be any.
static void shortened(void) {
    uint8_t *bytes;
    int fd = open_file("short", &bytes), zero = open("/dev/zero", O_RDONLY), source, status;
    uint8_t *usual;
    source = open_file("long", &usual);
    memset(usual, 'l', SIZE);
    pid_t child = start_in(truncate_often);
    long most = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        long n = pread(source, bytes, SIZE, 0);
        check(n > 0 || errno == EFAULT);
        most = n > most ? n : most;
        n = pwrite(source, bytes, SIZE, 0);
        check(n > 0 || errno == EFAULT);
        n = read(zero, bytes + 5, SIZE - 5);
        check(n > 0 || errno == EFAULT);
    }
    printf("shortened: %s, %s\n", most > 0 ? "some" : "none", status_text(status));
    close(fd);
}

int main(void) {
    enter_scratch();
    same_file();
    both_files();
    shortened();
    leave_scratch();
    return 0;
}
