// SEEK_DATA and SEEK_HOLE in files that are memory: data is what was written or stored into a
// mapping, also when it is in swap. What was only read stays a hole. test: portable
// boots=roomy,swap,half
#include "test.h"
#include <sys/mman.h>

enum { KIB = 1024, MIB = 1024 * KIB, PIECE = 64 * KIB };

static int fd;

static void find(const char *name, int whence, off_t offset) {
    off_t found = lseek(fd, offset, whence);
    printf(" %s %ld: %s %ld", name, (long)(offset / KIB), outcome(found), (long)(found / KIB));
}

static void look(const char *what, off_t step, off_t end) {
    printf("%s:\n", what);
    for (off_t offset = 0; offset <= end; offset += step) {
        find("data from", SEEK_DATA, offset);
        find("hole from", SEEK_HOLE, offset);
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

static void read_hole(off_t offset) {
    static char bytes[PIECE];
    check(pread(fd, bytes, PIECE, offset) == PIECE);
    for (size_t i = 0; i < PIECE; i++)
        check(bytes[i] == 0);
}

static void all(void) {
    look("empty", MIB, 0);
    check(ftruncate(fd, 4 * MIB + 5) == 0);
    look("nothing but a hole", MIB, 5 * MIB);
    put(MIB);
    store_into(3 * MIB);
    read_hole(2 * MIB);
    look("two pieces", MIB / 2, 4 * MIB);
    for (off_t at = 8 * MIB; at < 40 * MIB; at += 2 * PIECE)
        put(at);
    look("many pieces, more than memory holds", 9 * MIB + 48 * KIB, 40 * MIB);
    check(ftruncate(fd, 9 * MIB) == 0 && ftruncate(fd, 10 * MIB) == 0);
    look("cut off", MIB, 10 * MIB);
}

int main(void) {
    fd = memfd_create("holes", 0);
    check(fd >= 0);
    all();
    check(close(fd) == 0);
    fd = open("/dev/shm/holes", O_RDWR | O_CREAT | O_EXCL, 0600);
    check(fd >= 0 && unlink("/dev/shm/holes") == 0);
    all();
    return 0;
}
