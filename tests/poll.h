// What the tests of waiting share: words for what poll tells, and a clock.
#pragma once
#include "test.h"
#include <poll.h>
#include <sys/syscall.h>

// As poll itself, by hand: a C library might make something else of it.
static inline int do_poll(struct pollfd *files, unsigned long count, int timeout) {
    return (int)syscall(SYS_poll, files, count, timeout);
}

static inline const char *events_text(int events) {
    static const struct {
        int event;
        const char *name;
    } names[] = {{0x1, " IN"},       {0x2, " PRI"},     {0x4, " OUT"},     {0x8, " ERR"},
                 {0x10, " HUP"},     {0x20, " NVAL"},   {0x40, " RDNORM"}, {0x80, " RDBAND"},
                 {0x100, " WRNORM"}, {0x200, " WRBAND"}};
    static char text[80];
    text[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (events & names[i].event)
            strcat(text, names[i].name);
    return text[0] ? text : " nothing";
}

// What poll tells of one file at once, when all is asked for.
static inline void show(const char *what, int fd) {
    struct pollfd file = {.fd = fd, .events = 0x3ff & ~(0x8 | 0x10 | 0x20), .revents = -1};
    int n = do_poll(&file, 1, 0);
    printf("%s: %d,%s\n", what, n, events_text(file.revents));
}
