// Every call on a descriptor that isn't open says EBADF, and so does one that the access mode
// forbids; a pipe has no position.
// test: portable
#include "test.h"
#include <dirent.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>

static void show(int fd, const char *what) {
    char buffer[100];
    struct iovec vector = {buffer, 10};
    struct stat status;
    struct statfs system;
    printf("%s: read %s", what, outcome(read(fd, buffer, 10)));
    printf(", write %s", outcome(write(fd, buffer, 10)));
    printf(", readv %s", outcome(readv(fd, &vector, 1)));
    printf(", writev %s", outcome(writev(fd, &vector, 1)));
    printf(", pread %s", outcome(pread(fd, buffer, 10, 0)));
    printf(", pwrite %s", outcome(pwrite(fd, buffer, 10, 0)));
    printf(", read of nothing %s", outcome(read(fd, buffer, 0)));
    printf(", write of nothing %s", outcome(write(fd, buffer, 0)));
    printf(", lseek %s", outcome(lseek(fd, 0, SEEK_CUR)));
    printf(", fstat %s", outcome(fstat(fd, &status)));
    printf(", fstatfs %s", outcome(fstatfs(fd, &system)));
    printf(", ioctl %s", outcome(ioctl(fd, TIOCGWINSZ, buffer)));
    printf(", getdents %s", outcome(getdents64(fd, buffer, sizeof buffer)));
    printf(", fchdir %s", outcome(fchdir(fd)));
    printf(", close %s\n", outcome(close(fd)));
}

int main(void) {
    show(-1, "-1");
    show(77, "never open");
    show(1 << 30, "very high");
    int fds[2];
    check(pipe(fds) == 0 && write(fds[1], "0123456789012345678901234567890123456789", 40) == 40);
    show(fds[0], "a pipe's end to read");
    check(pipe(fds) == 0);
    show(fds[1], "a pipe's end to write");
    show(open(data("small"), O_RDONLY), "file to read");
    show(open("/dev/null", O_WRONLY), "null to write");
    show(open("/dev/zero", O_RDONLY), "zero to read");
    int fd = open(data("small"), O_RDONLY);
    close(fd);
    show(fd, "closed");
    return 0;
}
