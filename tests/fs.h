// What the tests of the file system share: a directory of their own, and files with known contents.
#pragma once
#include "test.h"
#include <dirent.h>
#include <sys/stat.h>

// Removes everything in the working directory.
static inline void remove_contents(void) {
    DIR *directory = opendir(".");
    check(directory != NULL);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlink(entry->d_name) == 0)
            continue;
        check(errno == EISDIR && chdir(entry->d_name) == 0);
        remove_contents();
        check(chdir("..") == 0 && rmdir(entry->d_name) == 0);
        rewinddir(directory);
    }
    closedir(directory);
}

static char scratch[64];

// Makes an empty directory for this test and goes there; leaves and removes it.
static inline void enter_scratch(void) {
    snprintf(scratch, sizeof scratch, "/tmp/pagoda-test-%d", getpid());
    umask(022);
    check(mkdir(scratch, 0755) == 0 && chdir(scratch) == 0);
}

static inline void leave_scratch(void) {
    check(chdir(scratch) == 0);
    remove_contents();
    check(chdir("/") == 0 && rmdir(scratch) == 0);
}

// The same numbers in every run: xorshift64* (Vigna).
static uint64_t random_state = 88172645463325252u;

static inline uint64_t random_below(uint64_t limit) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 2685821657736338717u >> 16) % limit;
}

// FNV-1a, to compare much by few digits.
#define HASH_START 14695981039346656037u

static inline uint64_t hash(uint64_t so_far, const void *bytes, size_t n) {
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < n; i++)
        so_far = (so_far ^ byte[i]) * 1099511628211u;
    return so_far;
}

static inline uint64_t hash_of_file(int fd) {
    static char piece[16384];
    uint64_t result = HASH_START;
    off_t at = 0;
    ssize_t n;
    while ((n = pread(fd, piece, sizeof piece, at)) > 0) {
        result = hash(result, piece, n);
        at += n;
    }
    check(n == 0);
    return result;
}

// A new file with this text in it, or an old one with this text instead.
static inline void put_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    check(close(fd) == 0);
}
