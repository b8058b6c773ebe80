// What the tests of our programs share: they run one, and read what it prints.
#pragma once
#include "test.h"

static char printed[65536];

// Runs a program of /bin, with up to five words, and keeps what it writes to this descriptor. Its
// wait status.
static inline int run(int descriptor, const char *name, const char *a, const char *b, const char *c,
                      const char *d) {
    char path[300];
    int ends[2];
    size_t length = 0;
    ssize_t n;
    snprintf(path, sizeof path, "../bin/%s", name);
    check(pipe(ends) == 0);
    pid_t pid = start();
    if (pid == 0) {
        dup2(ends[1], descriptor);
        close(ends[0]);
        close(ends[1]);
        execl(beside(path), name, a, b, c, d, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    while ((n = read(ends[0], printed + length, sizeof printed - 1 - length)) > 0)
        length += n;
    check(n == 0);
    printed[length] = '\0';
    close(ends[0]);
    return wait_for(pid);
}
