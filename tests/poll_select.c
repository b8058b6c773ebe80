// select and pselect: the sets say what is ready and are empty after a time-out; what is left of
// the time is told; null sets, a closed descriptor, a set's bits beyond the count.
// test: portable boots=roomy,small
#include "poll.h"
#include <sys/select.h>
#include <sys/time.h>

static fd_set in, out, urgent;

static int do_select(int n, fd_set *in, fd_set *out, fd_set *urgent, struct timeval *timeout) {
    return (int)syscall(SYS_select, n, in, out, urgent, timeout);
}

// Sets with the same two members, in all three.
static void set_both(const int fds[2]) {
    FD_ZERO(&in), FD_ZERO(&out), FD_ZERO(&urgent);
    for (int i = 0; i < 2; i++)
        FD_SET(fds[i], &in), FD_SET(fds[i], &out), FD_SET(fds[i], &urgent);
}

static void show_sets(const char *what, int result, const int fds[2]) {
    printf("%s: %d (%s), in %d%d, out %d%d, urgent %d%d\n", what, result, outcome(result),
           FD_ISSET(fds[0], &in), FD_ISSET(fds[1], &in), FD_ISSET(fds[0], &out),
           FD_ISSET(fds[1], &out), FD_ISSET(fds[0], &urgent), FD_ISSET(fds[1], &urgent));
}

static void sets(void) {
    int fds[2];
    check(pipe(fds) == 0);
    int n = fds[1] + 1;
    set_both(fds);
    show_sets("empty pipe", do_select(n, &in, &out, &urgent, NULL), fds);
    check(write(fds[1], "x", 1) == 1);
    set_both(fds);
    show_sets("one byte", do_select(n, &in, &out, &urgent, NULL), fds);
    set_both(fds);
    show_sets("only the reading end counts", do_select(fds[1], &in, &out, &urgent, NULL), fds);
    set_both(fds);
    show_sets("no sets but one", do_select(n, &in, NULL, NULL, NULL), fds);
    close(fds[1]);
    set_both(fds);
    show_sets("a closed member", do_select(n, &in, &out, &urgent, NULL), fds);
    FD_CLR(fds[1], &in);
    char byte;
    check(read(fds[0], &byte, 1) == 1);
    show_sets("end of file", do_select(n, &in, NULL, NULL, NULL), fds);
    FD_ZERO(&in);
    FD_SET(fds[0], &in);
    show_sets("a count of 1024", do_select(1024, &in, NULL, NULL, NULL), fds);
    close(fds[0]);

    check(pipe(fds) == 0);
    close(fds[0]);
    FD_ZERO(&in), FD_ZERO(&out), FD_ZERO(&urgent);
    FD_SET(fds[1], &in), FD_SET(fds[1], &out);
    show_sets("no reader", do_select(n, &in, &out, &urgent, NULL), fds);
    close(fds[1]);
}

static void times(void) {
    int fds[2];
    check(pipe(fds) == 0);
    int n = fds[1] + 1;
    FD_ZERO(&in), FD_ZERO(&out), FD_ZERO(&urgent);
    FD_SET(fds[0], &in);
    struct timeval timeout = {0, 60000};
    long start = milliseconds(CLOCK_MONOTONIC);
    show_sets("60 ms", do_select(n, &in, NULL, NULL, &timeout), fds);
    printf("long enough: %d, left %ld %ld\n", milliseconds(CLOCK_MONOTONIC) - start >= 60,
           (long)timeout.tv_sec, (long)timeout.tv_usec);
    timeout = (struct timeval){1000, 1500000}; // more than a second's worth
    FD_SET(fds[1], &out);
    show_sets("at once", do_select(n, NULL, &out, NULL, &timeout), fds);
    printf("nearly all is left: %d\n", timeout.tv_sec > 900 && timeout.tv_sec <= 1001);
    timeout = (struct timeval){0, 30000};
    start = milliseconds(CLOCK_MONOTONIC);
    printf("nothing at all: %d", do_select(0, NULL, NULL, NULL, &timeout));
    printf(", long enough: %d\n", milliseconds(CLOCK_MONOTONIC) - start >= 30);
    struct timespec span = {0, 1};
    long no_mask[2] = {0, 8};
    FD_SET(fds[0], &in);
    int result = (int)syscall(SYS_pselect6, n, &in, NULL, NULL, &span, no_mask);
    show_sets("pselect", result, fds);
    printf("left: %ld %ld\n", (long)span.tv_sec, (long)span.tv_nsec);
}

int main(void) {
    sets();
    times();
    return 0;
}
