// Waiting for one of several files (POSIX).
#pragma once
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define FD_SETSIZE 1024
typedef struct {
    unsigned long bits[FD_SETSIZE / 64];
} fd_set;

#define FD_ZERO(set) ((void)memset((set), 0, sizeof(fd_set)))
#define FD_SET(fd, set) ((void)((set)->bits[(fd) / 64] |= 1ul << (fd) % 64))
#define FD_CLR(fd, set) ((void)((set)->bits[(fd) / 64] &= ~(1ul << (fd) % 64)))
#define FD_ISSET(fd, set) ((int)((set)->bits[(fd) / 64] >> (fd) % 64 & 1))

int select(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
           struct timeval *timeout);
int pselect(int count, fd_set *readable, fd_set *writable, fd_set *exceptional,
            const struct timespec *timeout, const sigset_t *mask);
