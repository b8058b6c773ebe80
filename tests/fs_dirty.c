// Whoever writes faster than the disk has to wait: never is more than a quarter of memory dirty.
// test: boots=small
#include "fs.h"

enum { PIECE = 100000, PIECES = 100 };

int main(void) {
    static char bytes[PIECE];
    enter_scratch();
    int fd = open("file", O_WRONLY | O_CREAT, 0644);
    long most = number_in("/proc/meminfo", "MemTotal") / 4;
    bool seen = false;
    for (int i = 0; i < PIECES; i++) {
        memset(bytes, i + 1, PIECE);
        check(write(fd, bytes, PIECE) == PIECE);
        long dirty = number_in("/proc/meminfo", "Dirty");
        check(dirty <= most);
        seen |= dirty >= PIECE / 1024;
    }
    check(seen);
    close(fd);
    leave_scratch();
    return 0;
}
