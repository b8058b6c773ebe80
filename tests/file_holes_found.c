// SEEK_DATA and SEEK_HOLE find what is data in a sparse file, and what is not: written, stored into
// a mapping, cut off; also where a hole is too large to be looked at block by block.
// test: core portable boots=roomy,small,half
#include "fs.h"
#include <sys/mman.h>

#define KIB 1024l
#define MIB (1024 * KIB)
enum { PIECE = 64 * 1024 }; // larger than what file systems know to be a hole

static int fd;

static void find(const char *name, int whence, off_t offset) {
    off_t found = lseek(fd, offset, whence);
    if (found == -1)
        printf(" %s from %ld: %s", name, (long)(offset / KIB), outcome(found));
    else
        printf(" %s from %ld: %ld", name, (long)(offset / KIB), (long)(found / KIB));
    check(found == -1 || lseek(fd, 0, SEEK_CUR) == found);
}

static void look(const char *what, off_t step, off_t end) {
    printf("%s:\n", what);
    for (off_t offset = 0; offset <= end; offset += step) {
        find("data", SEEK_DATA, offset);
        find("hole", SEEK_HOLE, offset);
        printf("\n");
    }
}

static void put(off_t offset) {
    static char bytes[PIECE];
    memset(bytes, 'x', sizeof bytes);
    check(pwrite(fd, bytes, sizeof bytes, offset) == PIECE);
}

static void store_into(off_t offset) {
    char *bytes = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
    check(bytes != MAP_FAILED);
    memset(bytes, 'y', PIECE);
    check(munmap(bytes, PIECE) == 0);
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    check(fd >= 0);
    look("empty", MIB, 0);
    check(ftruncate(fd, 3 * MIB + 5) == 0);
    look("nothing but a hole", MIB, 3 * MIB);
    put(MIB);
    look("a piece in the middle", MIB / 2, 3 * MIB);
    put(3 * MIB);
    store_into(2 * MIB);
    look("one at the end, one mapped", MIB / 2, 4 * MIB);
    check(fsync(fd) == 0);
    look("synced", MIB / 2, 4 * MIB);
    put(0);
    look("from the beginning on", MIB, 4 * MIB);
    check(ftruncate(fd, MIB / 2) == 0 && ftruncate(fd, 2 * MIB) == 0);
    look("cut off", MIB / 2, 2 * MIB);
    check(ftruncate(fd, 2 * MIB + 5) == 0 && ftruncate(fd, 4 * MIB + 5) == 0);
    look("grown from the middle of a page", MIB, 4 * MIB);
    check(ftruncate(fd, 12 * KIB * MIB) == 0);
    look("12 GiB", 4 * KIB * MIB, 12 * KIB * MIB);
    put(11 * KIB * MIB);
    look("with a piece at 11", 4 * KIB * MIB, 12 * KIB * MIB);
    printf("before the file:");
    find("data", SEEK_DATA, -1024);
    find("hole", SEEK_HOLE, -1024);
    printf("\n");
    leave_scratch();
    return 0;
}
