// A file without a name lives as long as somebody has it open, maps it or is in it, and what it
// took up on the disk comes back when the last one lets go.
// test: boots=roomy,small,ram
#include "fs.h"
#include <sys/mman.h>
#include <sys/statfs.h>

enum { SIZE = 600000 };

static long blocks_free, files_free;

static void measure(void) {
    struct statfs status;
    check(statfs(".", &status) == 0);
    blocks_free = status.f_bfree;
    files_free = status.f_ffree;
}

static void must_be_free_again(const char *what) {
    long blocks = blocks_free, files = files_free;
    measure();
    printf("%s: blocks %+ld, inodes %+ld\n", what, blocks_free - blocks, files_free - files);
    check(blocks_free == blocks && files_free == files);
}

static int make(const char *path) {
    static char bytes[SIZE];
    memset(bytes, 'u', sizeof bytes);
    int fd = open(path, O_RDWR | O_CREAT, 0644);
    check(fd >= 0 && write(fd, bytes, SIZE) == SIZE);
    return fd;
}

static void while_open(void) {
    int fd = make("open");
    char byte;
    check(unlink("open") == 0 && open("open", O_RDONLY) == -1);
    check(fsync(fd) == 0);
    check(pwrite(fd, "x", 1, SIZE - 1) == 1 && pread(fd, &byte, 1, SIZE - 1) == 1 && byte == 'x');
    long before = blocks_free;
    measure();
    check(before - blocks_free >= SIZE / 4096);
    blocks_free = before;
    files_free++;
    close(fd);
    must_be_free_again("closed");
}

static void while_mapped(void) {
    int fd = make("mapped");
    char *bytes = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(bytes != MAP_FAILED && unlink("mapped") == 0 && close(fd) == 0);
    bytes[SIZE / 2] = 'y';
    check(bytes[0] == 'u' && bytes[SIZE / 2] == 'y' && bytes[SIZE - 1] == 'u');
    munmap(bytes, SIZE);
    must_be_free_again("unmapped");
}

static void stay_inside(void) {
    int fd = make("inside");
    check(unlink("inside") == 0 && fd >= 0);
    check(mkdir("directory", 0755) == 0 && chdir("directory") == 0);
    check(rmdir("../directory") == 0 && open("x", O_CREAT | O_RDWR, 0644) == -1);
    check(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED);
}

static void replaced(void) {
    int fd = make("old");
    close(make("new"));
    check(rename("new", "old") == 0 && pwrite(fd, "z", 1, 2 * SIZE) == 1 && close(fd) == 0);
    check(unlink("old") == 0);
    must_be_free_again("replaced");
}

int main(void) {
    enter_scratch();
    close(make("first")); // the directory's own growth, if any
    unlink("first");
    measure();
    while_open();
    while_mapped();
    check(status_of(stay_inside) == 0);
    must_be_free_again("ended");
    replaced();
    leave_scratch();
    return 0;
}
