// F_GETLK reports, of the locks of one owner that are in the way, the one that stands first in the
// file, in whatever order they were set, split and joined; and of two owners, the one that locked
// first.
// test: portable boots=roomy,small
#include "lock.h"

static int fd;

static void tell(long start, long length) {
    struct flock lock = {.l_type = F_WRLCK, .l_start = start, .l_len = length};
    check(fcntl(fd, F_GETLK, &lock) == 0);
    if (lock.l_type == F_UNLCK)
        printf("from %ld: none\n", start);
    else
        printf("from %ld: %s %ld+%ld\n", start, type_name(lock.l_type), (long)lock.l_start,
               (long)lock.l_len);
}

static void tell_all(void) {
    for (long start = 0; start < 40; start += 5)
        tell(start, 0);
}

static void set(int type, long start, long length) {
    check(lock(fd, F_SETLK, type, start, length) == 0);
    printf("%s %ld+%ld\n", type_name(type), start, length);
    check(wait_for(start_in(tell_all)) == 0);
}

// A child's shared lock before the parent's.
static void two_owners(void) {
    int ready[2], end[2];
    char byte = 0;
    check(pipe(ready) == 0 && pipe(end) == 0 && lock(fd, F_SETLK, F_RDLCK, 30, 5) == 0);
    pid_t pid = start();
    if (pid == 0) {
        close(end[1]);
        check(lock(fd, F_SETLK, F_RDLCK, 10, 5) == 0 && write(ready[1], &byte, 1) == 1);
        _exit(read(end[0], &byte, 1) != 0);
    }
    check(read(ready[0], &byte, 1) == 1);
    check(wait_for(start_in(tell_all)) == 0);
    close(end[1]);
    check(wait_for(pid) == 0);
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    set(F_WRLCK, 10, 5);
    set(F_RDLCK, 1, 5);
    set(F_RDLCK, 30, 2);
    set(F_WRLCK, 20, 3);
    set(F_UNLCK, 12, 1);
    set(F_RDLCK, 6, 1);
    set(F_UNLCK, 0, 0);
    two_owners();
    leave_scratch();
    return 0;
}
