// What must outlast a boot, told to the harness, which looks for it on the disk (tests/lasting.py).
// A promise is about one file, which may change its name, and has a number:
//
//     synced 3 a/x 1234 9ae16a3b2f90404f     the file a/x has this size, and contents of this hash
//     synced 3 a/x gone                      there is no such file
//     pending 3 b/x 1234 9ae16a3b2f90404f    or else this: the change has begun
//     pending 3 b/x 1234+ 9ae16a3b2f90404f   … it begins so, but may be longer
//
// Paths are within LASTING, and may have spaces. A promise holds if one of its lines since the last
// `synced` is true.
#pragma once
#include "fs.h"

#define LASTING "/lasting"

struct lasting {
    int number;
    char path[64];
    size_t size;
    uint64_t hash;
};

static bool lasting_steps; // after each line the program waits for the harness

static inline void wait_for_step(void) {
    char line[2];
    if (lasting_steps)
        check(read(0, line, sizeof line) > 0);
}

// In one write, so that lines of several processes do not mix.
static inline void promise(const char *word, const struct lasting *file, const char *more) {
    dprintf(1, "%s %d %s %zu%s %016lx\n", word, file->number, file->path, file->size, more,
            file->hash);
    wait_for_step();
}

static inline void promise_gone(const char *word, const struct lasting *file) {
    dprintf(1, "%s %d %s gone\n", word, file->number, file->path);
    wait_for_step();
}

static char lasting_bytes[1 << 20];

// Writes so many more random bytes.
static inline void append(struct lasting *file, int fd, size_t n) {
    for (size_t i = 0; i < n; i++)
        lasting_bytes[i] = random_below(256);
    for (size_t done = 0; done < n;) {
        ssize_t written = write(fd, lasting_bytes + done, n - done);
        check(written > 0);
        done += written;
    }
    file->size += n;
    file->hash = hash(file->hash, lasting_bytes, n);
}
