// With O_NONBLOCK an empty pipe says EAGAIN and a full one too; it holds 64 KiB; what is no longer
// than PIPE_BUF goes whole or not at all, what is longer as far as it fits.
// test: portable
#include "test.h"

static char bytes[100000];

int main(void) {
    int fds[2];
    check(pipe2(fds, O_NONBLOCK) == 0);
    printf("empty: %s\n", outcome(read(fds[0], bytes, 10)));
    printf("one large write: %zd\n", write(fds[1], bytes, sizeof bytes));
    printf("full: %s\n", outcome(write(fds[1], bytes, 1)));
    printf("read of a page: %zd\n", read(fds[0], bytes, PAGE));
    printf("a page more: %zd\n", write(fds[1], bytes, PAGE));
    printf("full again: %s\n", outcome(write(fds[1], bytes, PAGE)));
    printf("read of a little: %zd\n", read(fds[0], bytes, 100));
    printf("a page into less: %s\n", outcome(write(fds[1], bytes, PAGE)));
    printf("read of the rest: %zd\n", read(fds[0], bytes, PAGE - 100));
    printf("a page more: %zd\n", write(fds[1], bytes, PAGE));
    printf("read of two: %zd\n", read(fds[0], bytes, 2 * PAGE));
    printf("three into two: %zd\n", write(fds[1], bytes, 3 * PAGE));
    size_t total = 0;
    for (ssize_t n; (n = read(fds[0], bytes, 777)) > 0;)
        total += n;
    printf("emptied: %zu, %s\n", total, errno_name(errno));
    close(fds[1]);
    printf("no writer: %zd\n", read(fds[0], bytes, 10));

    check(pipe(fds) == 0);
    check(fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0);
    printf("only the reading end: %#o %#o\n", fcntl(fds[0], F_GETFL), fcntl(fds[1], F_GETFL));
    printf("empty: %s\n", outcome(read(fds[0], bytes, 10)));

    check(pipe2(fds, O_CLOEXEC) == 0);
    printf("close on exec: %d %d\n", fcntl(fds[0], F_GETFD), fcntl(fds[1], F_GETFD));
    printf("wrong flag: %s\n", outcome(pipe2(fds, O_APPEND)));
    return 0;
}
