// A disk that cannot empty its cache: whoever asks for what was written to be safe gets EIO until
// that works; nobody else notices. (tests/boot.py says how often it fails. The kernel itself, which
// syncs every few seconds, may meet some of these failures.)
// test: boots=flushes
#include "fs.h"
#include <sys/mman.h>

enum { BAD_FLUSHES = 8, OF_THE_KERNEL = 4 };

static int fd, synchronous;
static char *mapped;

static int by_fsync(void) {
    return fsync(fd);
}

static int by_fdatasync(void) {
    return fdatasync(fd);
}

static int by_msync(void) {
    return msync(mapped, PAGE, MS_SYNC);
}

static int by_write(void) {
    return pwrite(synchronous, "x", 1, 0) == 1 ? 0 : -1;
}

int main(void) {
    static int (*const calls[])(void) = {by_fsync, by_fdatasync, by_msync, by_write};
    fd = open(data("dense"), O_RDWR);
    synchronous = open(data("dense"), O_WRONLY | O_SYNC);
    mapped = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(fd >= 0 && synchronous >= 0 && mapped != MAP_FAILED);
    int failures = 0;
    mapped[1]++;
    for (bool failed = true; failed; failures += failed) {
        failed = calls[failures % 4]() < 0;
        check(!failed || errno == EIO);
    }
    printf("%d failures\n", failures);
    check(failures <= BAD_FLUSHES && failures >= BAD_FLUSHES - OF_THE_KERNEL);
    for (int i = 0; i < 4; i++) {
        mapped[1]++;
        check(calls[i]() == 0);
    }
    return 0;
}
