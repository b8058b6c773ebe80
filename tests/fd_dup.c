// dup, dup2, dup3 and fcntl: duplicates share the position and the status flags but not
// close-on-exec; an open file lasts until its last descriptor is closed.
// test: portable
#include "test.h"

static long position(int fd) {
    return lseek(fd, 0, SEEK_CUR);
}

static void sharing(void) {
    int a = open(data("small"), O_RDONLY), b = dup(a), c = open(data("small"), O_RDONLY);
    char byte;
    check(lseek(a, 5, SEEK_SET) == 5);
    printf("positions: %ld %ld %ld\n", position(a), position(b), position(c));
    check(read(b, &byte, 1) == 1);
    printf("after reading %c: %ld\n", byte, position(a));
    close(a);
    check(read(b, &byte, 1) == 1);
    printf("first one closed: %c\n", byte);
    pid_t child = start();
    if (child == 0) {
        check(lseek(b, 20, SEEK_SET) == 20);
        close(b);
        _exit(0);
    }
    wait_for(child);
    printf("moved by a child: %ld\n", position(b));
}

static void onto_another(void) {
    int a = open(data("small"), O_RDONLY), b = open(data("empty"), O_RDONLY);
    printf("dup2 onto an open one: %d, ", dup2(a, b) == b);
    printf("it is the other file: %ld\n", (long)lseek(b, 0, SEEK_END));
    printf("dup2 onto itself: %d\n", dup2(a, a) == a);
    printf("dup3 onto itself: %s\n", outcome(dup3(a, a, 0)));
    printf("dup3 with a wrong flag: %s\n", outcome(dup3(a, b, O_APPEND)));
    printf("dup2 of a bad one: %s\n", outcome(dup2(999, b)));
    printf("dup2 of a bad one onto itself: %s\n", outcome(dup2(999, 999)));
    printf("dup2 to a negative one: %s\n", outcome(dup2(a, -1)));
    printf("dup2 far too high: %s\n", outcome(dup2(a, 1 << 30)));
    printf("dup of a bad one: %s\n", outcome(dup(-1)));
    printf("as high as bash wants: %d\n", dup2(a, 255) == 255);
}

static void flags(void) {
    int a = open(data("small"), O_RDONLY | O_CLOEXEC), b = dup(a);
    printf("close on exec: %d, duplicate %d\n", fcntl(a, F_GETFD), fcntl(b, F_GETFD));
    printf("dup3 with it: %d\n", fcntl(dup3(a, 60, O_CLOEXEC), F_GETFD));
    check(fcntl(b, F_SETFD, FD_CLOEXEC) == 0 && fcntl(a, F_SETFD, 0) == 0);
    printf("set the other way: %d %d\n", fcntl(a, F_GETFD), fcntl(b, F_GETFD));
    printf("status: %#o\n", fcntl(a, F_GETFL));
    check(fcntl(a, F_SETFL, O_NONBLOCK | O_WRONLY | O_CREAT) == 0);
    printf("shared: %#o, the access mode stays\n", fcntl(b, F_GETFL));
    int null = open("/dev/null", O_RDWR | O_APPEND);
    printf("null: %#o\n", fcntl(null, F_GETFL));

    printf("at least 40: %d\n", fcntl(a, F_DUPFD, 40));
    printf("next: %d, ", fcntl(a, F_DUPFD_CLOEXEC, 40));
    printf("closed on exec: %d\n", fcntl(41, F_GETFD));
    printf("negative: %s\n", outcome(fcntl(a, F_DUPFD, -1)));
    printf("too high: %s\n", outcome(fcntl(a, F_DUPFD, 1 << 30)));
    printf("bad one: %s\n", outcome(fcntl(999, F_GETFD)));
    printf("wrong command: %s\n", outcome(fcntl(a, 9999, 0)));
}

int main(void) {
    sharing();
    onto_another();
    flags();
    return 0;
}
