// F_SETLKW waits until the range is free, and only then; who would wait for himself, through others
// too, is refused (EDEADLK); a waiting process can be killed, and leaves nothing behind.
// test: portable boots=roomy,small
#include "lock.h"

static int fd;

static void take_all(void) {
    printf("taken: %s\n", outcome(lock(fd, F_SETLKW, F_WRLCK, 0, 0)));
}

static void take_shared(void) {
    printf("shared: %s\n", outcome(lock(fd, F_SETLKW, F_RDLCK, 5, 1)));
}

static void waiting(void) {
    check(lock(fd, F_SETLK, F_WRLCK, 0, 10) == 0);
    pid_t child = start_in(take_all);
    printf("sleeps: %d\n", sleeps(child));
    check(lock(fd, F_SETLK, F_UNLCK, 0, 5) == 0);
    printf("still: %d\n", sleeps(child));
    check(lock(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
    check(wait_for(child) == 0);

    check(lock(fd, F_SETLK, F_WRLCK, 0, 10) == 0);
    child = start_in(take_shared);
    printf("sleeps: %d\n", sleeps(child));
    check(lock(fd, F_SETLK, F_RDLCK, 0, 10) == 0); // no longer exclusive
    check(wait_for(child) == 0);

    child = start_in(take_all);
    printf("sleeps: %d\n", sleeps(child));
    kill(child, SIGTERM);
    printf("killed: %s\n", status_text(wait_for(child)));
    close(open("file", O_RDONLY));
    take_all();
    check(lock(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
}

// Each of three holds a byte and then waits for the next one's; the last one would close the
// circle. The children begin in order, told by pipes.
static void circle(void) {
    int told[2];
    pid_t children[2];
    check(pipe(told) == 0 && lock(fd, F_SETLK, F_WRLCK, 0, 1) == 0);
    for (int i = 0; i < 2; i++) {
        children[i] = start();
        if (children[i] != 0) {
            char byte;
            check(read(told[0], &byte, 1) == 1);
            check(sleeps(children[i]));
            continue;
        }
        check(lock(fd, F_SETLK, F_WRLCK, i + 1, 1) == 0 && write(told[1], "x", 1) == 1);
        int result = lock(fd, F_SETLKW, F_WRLCK, i, 1);
        _exit(result == 0 ? 0 : errno == EDEADLK ? 1 : 2);
    }
    printf("circle: %d\n", lock(fd, F_SETLKW, F_WRLCK, 2, 1) == -1 && errno == EDEADLK);
    printf("but without a wait: %s\n", outcome(lock(fd, F_SETLK, F_WRLCK, 2, 1)));
    check(lock(fd, F_SETLK, F_UNLCK, 0, 0) == 0);
    printf("children: %s", status_text(wait_for(children[0])));
    printf(", %s\n", status_text(wait_for(children[1])));
}

static void hold_and_wait(void) {
    check(lock(fd, F_SETLK, F_WRLCK, 0, 1) == 0);
    check(lock(fd, F_SETLKW, F_WRLCK, 9, 1) == 0);
}

// A lock is given back and another one asked for at once, which who waited for the first one holds:
// that is no circle.
static void no_circle(void) {
    check(lock(fd, F_SETLK, F_WRLCK, 9, 1) == 0);
    pid_t child = start_in(hold_and_wait);
    check(sleeps(child)); // it waits for byte 9
    check(lock(fd, F_SETLK, F_UNLCK, 9, 1) == 0);
    printf("no circle: %s\n", outcome(lock(fd, F_SETLKW, F_WRLCK, 0, 1)));
    check(wait_for(child) == 0);
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    waiting();
    circle();
    no_circle();
    leave_scratch();
    return 0;
}
