// Nobody fills the memory with locks: a process has thousands at most, and an open file hundreds;
// then ENOLCK, also for an unlock that would make two of one. Whoever locked a little can still
// give it back, and no other process is kept from locking. test: boots=small
#include "lock.h"

enum { FILES = 16, MANY = 1000000 };

static void lock_as_another(void) {
    int fd = open("other", O_RDWR | O_CREAT, 0644), count = 0;
    check(fd >= 0 && lock(fd, F_SETLK, F_WRLCK, MANY * 10, 0) == 0 && flock(fd, LOCK_EX) == 0);
    while (count < MANY && lock(fd, OFD_SETLK, F_RDLCK, count * 2, 1) == 0)
        count++;
    check(errno == ENOLCK && count > 100 && count < 1000);
}

int main(void) {
    enter_scratch();
    int fd[FILES], count = 0;
    char name[8];
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "%d", i);
        fd[i] = open(name, O_RDWR | O_CREAT, 0644);
        check(fd[i] >= 0);
    }
    check(lock(fd[0], F_SETLK, F_WRLCK, MANY, 3) == 0);
    while (count < MANY && lock(fd[count % FILES], F_SETLK, F_RDLCK, count / FILES * 2, 1) == 0)
        count++;
    check(errno == ENOLCK && count > 1000 && count < MANY);
    check(lock(fd[0], F_SETLK, F_UNLCK, MANY + 1, 1) == -1 && errno == ENOLCK);
    check(wait_for(start_in(lock_as_another)) == 0);
    check(lock(fd[0], F_SETLK, F_UNLCK, MANY, 1) == 0); // the lock's beginning
    check(lock(fd[0], F_SETLK, F_UNLCK, 0, 1) == 0);
    check(lock(fd[0], F_SETLK, F_RDLCK, 0, 1) == 0);
    leave_scratch();
    return 0;
}
