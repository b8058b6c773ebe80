// One page cache: what is written is seen by every mapping, what is stored in a shared mapping is
// read; the tail of the last page is zero and never becomes part of the file; pages behind the end
// are SIGBUS, also when the end comes nearer.
// test: portable boots=roomy,small,swap,half,eager,ram,fifo,random
#include "fs.h"
#include <sys/mman.h>

static int fd;

static char *map(size_t length, int flags) {
    char *bytes = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, fd, 0);
    check(bytes != MAP_FAILED);
    return bytes;
}

static const char *fate_of_load(const char *address) {
    pid_t pid = start();
    if (pid == 0) {
        load((uintptr_t)address);
        _exit(0);
    }
    return status_text(wait_for(pid));
}

static void both_ways(void) {
    char text[10] = "";
    check(write(fd, "0123456789", 10) == 10);
    char *a = map(PAGE, MAP_SHARED), *b = map(PAGE, MAP_SHARED), *own = map(PAGE, MAP_PRIVATE);
    check(pwrite(fd, "W", 1, 1) == 1);
    printf("written: %.10s %.10s %.10s\n", a, b, own);
    a[2] = 'A';
    b[3] = 'B';
    own[4] = 'P';
    check(pwrite(fd, "X", 1, 5) == 1);
    check(pread(fd, text, 10, 0) == 10);
    printf("stored: %.10s %.10s %.10s, read %.10s\n", a, b, own, text);
    check(fsync(fd) == 0 && msync(a, PAGE, MS_SYNC) == 0);
    a[6] = 'Z'; // dirty again
    check(pread(fd, text, 10, 0) == 10);
    printf("after fsync: %.10s\n", text);
    munmap(a, PAGE);
    munmap(b, PAGE);
    munmap(own, PAGE);
}

static void tail(void) {
    char text[30] = "";
    char *bytes = map(PAGE, MAP_SHARED);
    printf("tail: %d", bytes[10]);
    memset(bytes + 10, 'T', 100);
    check(msync(bytes, PAGE, MS_SYNC) == 0);
    printf(", size %ld", (long)lseek(fd, 0, SEEK_END));
    check(pwrite(fd, "end", 3, 27) == 3 && pread(fd, text, 30, 0) == 30);
    printf(", after writing behind: %016lx\n", hash(HASH_START, text, 30));
    check(ftruncate(fd, 10) == 0);
    printf("cut: %d", bytes[28]);
    check(ftruncate(fd, 100) == 0);
    printf(", lengthened: %d %c\n", bytes[28], bytes[9]);
    munmap(bytes, PAGE);
}

static void the_end(void) {
    check(ftruncate(fd, 3 * PAGE) == 0);
    char *bytes = map(4 * PAGE, MAP_SHARED), *own = map(4 * PAGE, MAP_PRIVATE);
    for (int i = 0; i < 3; i++) {
        bytes[i * PAGE] = 'a' + i;
        own[i * PAGE + 1] = 'A' + i;
    }
    printf("behind the end: %s\n", fate_of_load(bytes + 3 * PAGE));
    check(ftruncate(fd, PAGE + 1) == 0);
    printf("cut: %s", fate_of_load(bytes + PAGE));
    printf(", %s", fate_of_load(bytes + 2 * PAGE));
    printf(", private: %s", fate_of_load(own + PAGE));
    printf(", %s\n", fate_of_load(own + 2 * PAGE));
    check(ftruncate(fd, 3 * PAGE) == 0);
    printf("lengthened: %d %d, private %d\n", bytes[PAGE], bytes[2 * PAGE], own[2 * PAGE + 1]);
    munmap(bytes, 4 * PAGE);
    munmap(own, 4 * PAGE);
}

// Stored into holes and never written: found by whoever opens the file.
static void holes(void) {
    enum { PAGES = 200 };
    check(ftruncate(fd, 0) == 0 && ftruncate(fd, PAGES * PAGE + 5) == 0);
    char *bytes = map(PAGES * PAGE + 5, MAP_SHARED);
    for (int i = 0; i <= PAGES; i += 3)
        bytes[i * PAGE + i % 6] = 1 + i;
    munmap(bytes, PAGES * PAGE + 5);
    check(fsync(fd) == 0);
    int again = open("file", O_RDONLY);
    printf("holes: %016lx\n", hash_of_file(again));
    close(again);
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    both_ways();
    tail();
    the_end();
    holes();
    close(fd);
    leave_scratch();
    return 0;
}
