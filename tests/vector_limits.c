// readv, writev, preadv and pwritev: how many segments, how long, in which order they are filled;
// pieces without length are skipped. test: core portable
#include "fs.h"
#include <sys/uio.h>

static uint8_t bytes[2000];
static struct iovec vector[1025];

// At a place of the caller's, which moves nothing.
static void elsewhere(int file, int pipe_end) {
    enter_scratch();
    put_file("file", "0123456789");
    int fd = open("file", O_RDWR);
    struct iovec parts[2] = {{"ab", 2}, {"cde", 3}};
    printf("pwritev: %zd\n", pwritev(fd, parts, 2, 4));
    printf("behind the end: %zd\n", pwritev(fd, parts, 2, 20));
    parts[0] = (struct iovec){bytes, 3};
    parts[1] = (struct iovec){bytes + 3, 100};
    printf("preadv: %zd, ", preadv(fd, parts, 2, 3));
    printf("%.7s\n", (char *)bytes);
    printf("position: %ld\n", (long)lseek(fd, 0, SEEK_CUR));
    printf("negative: %s, ", outcome(preadv(fd, parts, 2, -1)));
    printf("a pipe: %s, ", outcome(pwritev(pipe_end, parts, 2, 0)));
    printf("only to be read: %s, ", outcome(pwritev(file, parts, 2, 0)));
    printf("too many: %s\n", outcome(preadv(fd, vector, 1025, 0)));
    leave_scratch();
}

int main(void) {
    int file = open(data("dense"), O_RDONLY), fds[2];
    check(file >= 0 && pipe(fds) == 0);
    for (int i = 0; i < 1025; i++)
        vector[i] = (struct iovec){bytes + i, 1};
    printf("none: %zd\n", readv(file, vector, 0));
    printf("1024: %zd\n", readv(file, vector, 1024));
    printf("1025: %s\n", outcome(readv(file, vector, 1025)));
    printf("-1: %s\n", outcome(readv(file, vector, -1)));
    printf("2^31: %s\n", outcome(readv(file, vector, INT32_MIN)));
    printf("written: %zd\n", writev(fds[1], vector, 1024));
    uint8_t back[2000];
    printf("read back: %zd, ", read(fds[0], back, sizeof back));
    printf("same: %d\n", memcmp(back, bytes, 1024) == 0);
    printf("position: %ld\n", (long)lseek(file, 0, SEEK_CUR));

    vector[0] = (struct iovec){bytes, 10};
    vector[1] = (struct iovec){bytes, -1};
    printf("negative length: %s\n", outcome(readv(file, vector, 2)));
    vector[1] = (struct iovec){bytes, INT64_MAX};
    printf("too long: %s\n", outcome(readv(file, vector, 2)));
    printf("to a pipe: %s\n", outcome(writev(fds[1], vector, 2)));
    printf("position: %ld\n", (long)lseek(file, 0, SEEK_CUR));

    // Segments that overlap are filled in order, and empty ones are skipped.
    lseek(file, 0, SEEK_SET);
    memset(bytes, 0, sizeof bytes);
    vector[0] = (struct iovec){bytes, 0};
    vector[1] = (struct iovec){bytes, 100};
    vector[2] = (struct iovec){bytes + 50, 0};
    vector[3] = (struct iovec){bytes + 50, 100};
    printf("overlapping: %zd, ", readv(file, vector, 4));
    uint8_t wanted[200];
    check(pread(file, wanted, 200, 0) == 200);
    printf("right: %d\n",
           memcmp(bytes, wanted, 50) == 0 && memcmp(bytes + 50, wanted + 100, 100) == 0);

    // At the end of the file, what is left goes to the first segments.
    check(lseek(file, -15, SEEK_END) > 0);
    vector[0] = (struct iovec){bytes, 10};
    vector[1] = (struct iovec){bytes + 10, 10};
    vector[2] = (struct iovec){bytes + 20, 10};
    memset(bytes, 0xff, 30);
    printf("at the end: %zd, ", readv(file, vector, 3));
    printf("untouched behind: %d\n", bytes[15] == 0xff && bytes[29] == 0xff);

    // A pipe gives what it has and does not wait for more.
    check(write(fds[1], "twelve bytes", 12) == 12);
    printf("from a pipe: %zd, ", readv(fds[0], vector, 3));
    printf("%.12s\n", bytes);
    elsewhere(file, fds[1]);
    return 0;
}
