// RLIMIT_NOFILE bounds the numbers that descriptors get: EMFILE, and the errors of dup2 and
// F_DUPFD; what is open above it stays usable. close_range closes or marks all of a range.
// test: portable
#include "test.h"
#include <sys/syscall.h>

static void set_limit(rlim_t soft) {
    struct rlimit limit;
    check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = soft;
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

static void limits(void) {
    int fds[2];
    check(dup2(0, 100) == 100);
    set_limit(20);
    int last = -1, fd;
    while ((fd = open("/", O_RDONLY)) >= 0)
        last = fd;
    printf("last: %d, %s\n", last, errno_name(errno));
    printf("dup: %s\n", outcome(dup(0)));
    printf("pipe: %s\n", outcome(pipe(fds)));
    printf("dup2 to 19: %d\n", dup2(0, 19));
    printf("dup2 to 20: %s\n", outcome(dup2(0, 20)));
    printf("dup2 to itself, above: %d\n", dup2(100, 100));
    printf("F_DUPFD 19: %s\n", outcome(fcntl(0, F_DUPFD, 19)));
    printf("F_DUPFD 20: %s\n", outcome(fcntl(0, F_DUPFD, 20)));
    printf("F_DUPFD -1: %s\n", outcome(fcntl(0, F_DUPFD, -1)));
    printf("above, still open: %s\n", outcome(fcntl(100, F_GETFD)));
    close(19);
    close(18);
    printf("two are free: %s\n", outcome(pipe(fds)));
    set_limit(200);
    printf("more: %d\n", fcntl(0, F_DUPFD, 150));
}

static void show_open(const char *what) {
    printf("%s:", what);
    for (int fd = 0; fd < 30; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            printf(" %d%s", fd, fcntl(fd, F_GETFD) ? "*" : "");
    printf("\n");
}

static long close_range_of(unsigned first, unsigned last, unsigned flags) {
    return syscall(SYS_close_range, first, last, flags);
}

static void ranges(void) {
    for (int fd = 3; fd < 30; fd++)
        dup2(0, fd);
    printf("some: %s\n", outcome(close_range_of(5, 10, 0)));
    printf("again: %s\n", outcome(close_range_of(4, 10, 0)));
    printf("marked: %s\n", outcome(close_range_of(12, 15, 4)));
    show_open("open");
    printf("backwards: %s\n", outcome(close_range_of(6, 5, 0)));
    printf("wrong flag: %s\n", outcome(close_range_of(5, 6, 1)));
    printf("own: %s\n", outcome(close_range_of(12, 13, 2)));
    printf("own, marked: %s\n", outcome(close_range_of(12, 15, 6)));
    printf("all: %s\n", outcome(close_range_of(3, ~0u, 0)));
    show_open("open");
}

int main(void) {
    limits();
    ranges();
    return 0;
}
