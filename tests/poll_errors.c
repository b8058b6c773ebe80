// What poll, ppoll, select and pselect6 refuse: bad pointers, spans of time that are none, too many
// files, a mask of another size.
// test: portable
#include "poll.h"
#include <sys/select.h>

#define BAD ((void *)1)

static long call(int number, long a, void *b, void *c, void *d, void *e, void *f) {
    return syscall(number, a, b, c, d, e, f);
}

static void show_outcome(const char *what, long result) {
    printf("%s: %s\n", what, outcome(result));
}

static void polls(void) {
    struct pollfd file = {0, 0, 0};
    static struct pollfd many[300];
    show_outcome("poll, bad address", syscall(SYS_poll, BAD, 1, 0));
    show_outcome("poll, no files at a bad address", syscall(SYS_poll, BAD, 0, 0));
    struct rlimit limit;
    check(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = 200;
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    for (int i = 0; i < 300; i++)
        many[i].fd = -1;
    show_outcome("poll, as many as can be open", syscall(SYS_poll, many, 200, 0));
    show_outcome("poll, one more", syscall(SYS_poll, many, 201, 0));
    show_outcome("poll, far too many", syscall(SYS_poll, many, -1, 0));

    struct timespec span = {0, 0}, wrong[] = {{0, 1000000000}, {0, -1}, {-1, 0}, {-1, 999999999}};
    for (int i = 0; i < 4; i++)
        show_outcome("ppoll, wrong time", syscall(SYS_ppoll, &file, 1, &wrong[i], NULL, 0));
    show_outcome("ppoll, time at a bad address", syscall(SYS_ppoll, &file, 1, BAD, NULL, 0));
    unsigned long mask = 0;
    show_outcome("ppoll, mask", syscall(SYS_ppoll, &file, 1, &span, &mask, 8));
    show_outcome("ppoll, mask of 4 bytes", syscall(SYS_ppoll, &file, 1, &span, &mask, 4));
    show_outcome("ppoll, mask of 128 bytes", syscall(SYS_ppoll, &file, 1, &span, &mask, 128));
    show_outcome("ppoll, no mask of 4 bytes", syscall(SYS_ppoll, &file, 1, &span, NULL, 4));
    show_outcome("ppoll, mask at a bad address", syscall(SYS_ppoll, &file, 1, &span, BAD, 8));
}

static void selects(void) {
    fd_set set;
    FD_ZERO(&set);
    long zero[2] = {0, 0}, negative[2] = {-1, 0}, negative_part[2] = {0, -1},
         nano[2] = {0, 1000000000};
    show_outcome("select", call(SYS_select, 1, &set, &set, &set, zero, 0));
    show_outcome("select, negative count", call(SYS_select, -1, &set, 0, 0, zero, 0));
    show_outcome("select, set at a bad address", call(SYS_select, 1, BAD, 0, 0, zero, 0));
    show_outcome("select, empty set at a bad address", call(SYS_select, 0, BAD, 0, 0, zero, 0));
    show_outcome("select, time at a bad address", call(SYS_select, 0, 0, 0, 0, BAD, 0));
    show_outcome("select, negative time", call(SYS_select, 0, 0, 0, 0, negative, 0));
    show_outcome("select, negative part", call(SYS_select, 0, 0, 0, 0, negative_part, 0));
    FD_SET(150, &set);
    show_outcome("select, not open", call(SYS_select, 10, &set, 0, 0, zero, 0));

    unsigned long mask = 0;
    struct {
        void *mask;
        unsigned long size;
    } good = {&mask, 8}, small = {&mask, 4}, bad = {BAD, 8}, none = {NULL, 3};
    show_outcome("pselect, mask", call(SYS_pselect6, 0, 0, 0, 0, zero, &good));
    show_outcome("pselect, small mask", call(SYS_pselect6, 0, 0, 0, 0, zero, &small));
    show_outcome("pselect, mask at a bad address", call(SYS_pselect6, 0, 0, 0, 0, zero, &bad));
    show_outcome("pselect, no mask", call(SYS_pselect6, 0, 0, 0, 0, zero, &none));
    show_outcome("pselect, bad pair", call(SYS_pselect6, 0, 0, 0, 0, zero, BAD));
    show_outcome("pselect, a second of nanoseconds", call(SYS_pselect6, 0, 0, 0, 0, nano, 0));
}

int main(void) {
    polls();
    selects();
    return 0;
}
