// What is refused for lack of space in /dev/shm takes none: neither by write nor by a store into a
// mapping. A hole stays a hole, in a file of more pages than there are. A file that only grows gets
// no pages, and one that is read takes none from others.
// test: boots=small,swap timeout=60
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/statfs.h>

#include "test.h"

enum { PAGES = 8192, FILES = 500 };

static sigjmp_buf back;

static void go_back(int signal) {
    siglongjmp(back, signal);
}

static long pages_free(void) {
    struct statfs now;
    check(statfs("/dev/shm", &now) == 0);
    return now.f_bfree;
}

static int new_file(const char *name, off_t size) {
    int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    check(fd >= 0 && unlink(name) == 0 && ftruncate(fd, size) == 0);
    return fd;
}

static void grow(void) {
    long before = pages_free();
    static int fds[FILES];
    for (int i = 0; i < FILES; i++) {
        fds[i] = new_file("/dev/shm/grows", 1);
        check(ftruncate(fds[i], 100) == 0 && pages_free() == before);
    }
    for (int i = 0; i < FILES; i++)
        check(close(fds[i]) == 0);
}

static void fill(int fd) {
    static const uint8_t page[PAGE] = {1};
    while (write(fd, page, PAGE) == PAGE)
        ;
    check(errno == ENOSPC);
}

static void write_all(int fd) {
    for (off_t i = 0; i < PAGES; i++)
        check(fails(pwrite(fd, "x", 1, i * PAGE), ENOSPC));
}

static void read_all(int fd) {
    char byte;
    for (off_t i = 0; i < PAGES; i++)
        check(pread(fd, &byte, 1, i * PAGE) == 1 && byte == 0);
}

static void store_all(int fd) {
    check(signal(SIGBUS, go_back) != SIG_ERR);
    char *all = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(all != MAP_FAILED);
    for (volatile size_t i = 0; i < PAGES; i++) {
        if (sigsetjmp(back, 1))
            continue;
        *(volatile char *)(all + i * PAGE) = 'x';
        check(!"there is no space");
    }
    check(munmap(all, PAGES * PAGE) == 0);
}

int main(void) {
    grow();
    int large = new_file("/dev/shm/large", 0), sparse = new_file("/dev/shm/sparse", PAGES * PAGE);
    fill(large);
    long before = pages_free();
    write_all(sparse);
    check(fails(lseek(sparse, 0, SEEK_DATA), ENXIO));
    store_all(sparse);
    check(fails(lseek(sparse, 0, SEEK_DATA), ENXIO));
    check(close(large) == 0 && pages_free() > before + PAGES / 8);
    read_all(sparse);
    check(pwrite(sparse, "x", 1, PAGE) == 1 && lseek(sparse, 0, SEEK_DATA) == PAGE);
    return 0;
}
