// What the tests of locks share: asking for them, and another process that asks or holds.
#pragma once
#include "fs.h"
#include "poll.h"
#include <sys/file.h>

enum { OFD_GETLK = 36, OFD_SETLK, OFD_SETLKW }; // commands of fcntl, of open files

static inline int lock(int fd, int command, int type, long start, long length) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    return fcntl(fd, command, &lock);
}

static inline const char *type_name(int type) {
    return type == F_RDLCK ? "shared" : type == F_WRLCK ? "exclusive" : "none";
}

// What a process that has nothing locked is told about each of the first `size` bytes: - free,
// r locked shared, w exclusively.
static inline void show_bytes(const char *what, const char *path, int size) {
    pid_t parent = getpid();
    pid_t child = start();
    if (child != 0) {
        check(wait_for(child) == 0);
        return;
    }
    int fd = open(path, O_RDWR);
    char map[128] = "";
    for (int i = 0; i < size; i++) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = i, .l_len = 1};
        check(fcntl(fd, F_GETLK, &lock) == 0);
        check(lock.l_type == F_UNLCK || (lock.l_pid == parent && lock.l_whence == SEEK_SET));
        map[i] = lock.l_type == F_UNLCK ? '-' : lock.l_type == F_RDLCK ? 'r' : 'w';
    }
    printf("%s: %s\n", what, map);
    fflush(stdout);
    _exit(0);
}
