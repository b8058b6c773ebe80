// POSIX record locks: ranges are split, joined and changed as they are locked again; another
// process sees them and is refused, the own one never; any close of the file gives them back, and
// fork does not inherit them.
// test: portable boots=roomy,small
#include "lock.h"

static int fd;

static void set(int type, long start, long length) {
    char what[64];
    int result = lock(fd, F_SETLK, type, start, length);
    snprintf(what, sizeof what, "%s %ld+%ld %s", type_name(type), start, length, outcome(result));
    show_bytes(what, "file", 24);
}

static void ranges(void) {
    set(F_WRLCK, 2, 10);
    set(F_UNLCK, 5, 2);
    set(F_RDLCK, 8, 8);
    set(F_WRLCK, 5, 2);
    set(F_RDLCK, 0, 7);
    set(F_WRLCK, 4, 1);
    set(F_UNLCK, 1, 20);
    set(F_WRLCK, 20, 0);
    set(F_RDLCK, 22, 1);
    set(F_UNLCK, 0, 0);
    set(F_RDLCK, 10, -4);
    set(F_UNLCK, 0, 0);
}

// As another process is told.
static void tell(const char *what, int type, int whence, long start, long length) {
    struct flock lock = {type, whence, start, length, 77};
    int result = fcntl(fd, F_GETLK, &lock);
    printf("%s: %s, %s %d %ld+%ld, pid %s\n", what, outcome(result), type_name(lock.l_type),
           lock.l_whence, (long)lock.l_start, (long)lock.l_len,
           lock.l_pid == getppid() ? "parent"
           : lock.l_pid == 77      ? "untouched"
                                   : "?");
}

static void others(void) {
    tell("shared on shared", F_RDLCK, SEEK_SET, 0, 1);
    tell("exclusive on shared", F_WRLCK, SEEK_SET, 0, 1);
    tell("shared on exclusive", F_RDLCK, SEEK_SET, 12, 1);
    tell("between", F_WRLCK, SEEK_SET, 5, 5);
    tell("over all", F_WRLCK, SEEK_SET, 0, 0);
    tell("far behind", F_RDLCK, SEEK_SET, 1000000, 1);
    tell("from the position", F_WRLCK, SEEK_CUR, 1, 3);
    tell("from the end, backwards", F_WRLCK, SEEK_END, 0, -3);
    printf("exclusive: %s\n", outcome(lock(fd, F_SETLK, F_WRLCK, 0, 2)));
    printf("shared: %s\n", outcome(lock(fd, F_SETLK, F_RDLCK, 0, 2)));
    printf("behind: %s\n", outcome(lock(fd, F_SETLK, F_RDLCK, 500, 2)));
    printf("unlock what is another's: %s\n", outcome(lock(fd, F_SETLK, F_UNLCK, 0, 0)));
}

static void sharing(void) {
    check(lock(fd, F_SETLK, F_RDLCK, 0, 3) == 0 && lock(fd, F_SETLK, F_RDLCK, 3, 2) == 0);
    check(lock(fd, F_SETLK, F_WRLCK, 10, 5) == 0 && lock(fd, F_SETLK, F_WRLCK, 100, 0) == 0);
    check(lseek(fd, 11, SEEK_SET) == 11);
    check(wait_for(start_in(others)) == 0);
    show_bytes("afterwards", "file", 16);
    printf("the own ones are no obstacle: ");
    tell("", F_WRLCK, SEEK_SET, 0, 0);
    int copy = dup(fd), second = open("file", O_RDONLY);
    close(copy);
    show_bytes("after the close of a copy", "file", 16);
    check(lock(fd, F_SETLK, F_WRLCK, 1, 3) == 0);
    close(second);
    show_bytes("after the close of another one", "file", 16);
    check(lock(fd, F_SETLK, F_WRLCK, 1, 3) == 0);
    check(dup2(0, dup(fd)) > 0);
    show_bytes("after dup2 over a copy", "file", 16);
}

static void lock_and_end(void) {
    check(lock(fd, F_SETLK, F_WRLCK, 3, 3) == 0);
}

static void errors(void) {
    int in = open("file", O_RDONLY), out = open("file", O_WRONLY), fds[2];
    struct flock wrong = {.l_type = 7}, whence = {.l_type = F_RDLCK, .l_whence = 3};
    printf("exclusive to read: %s\n", outcome(lock(in, F_SETLK, F_WRLCK, 0, 0)));
    printf("shared to write: %s\n", outcome(lock(out, F_SETLK, F_RDLCK, 0, 0)));
    printf("look, to read: %s\n", outcome(lock(in, F_GETLK, F_WRLCK, 0, 0)));
    printf("look for none: %s\n", outcome(lock(in, F_GETLK, F_UNLCK, 0, 0)));
    printf("wrong type: %s\n", outcome(fcntl(fd, F_SETLK, &wrong)));
    printf("wrong whence: %s\n", outcome(fcntl(fd, F_SETLK, &whence)));
    printf("before the file: %s\n", outcome(lock(fd, F_SETLK, F_RDLCK, -1, 2)));
    printf("backwards too far: %s\n", outcome(lock(fd, F_SETLK, F_RDLCK, 2, -3)));
    printf("to the last byte: %s\n", outcome(lock(fd, F_SETLK, F_RDLCK, INT64_MAX, 1)));
    printf("beyond: %s\n", outcome(lock(fd, F_SETLK, F_RDLCK, INT64_MAX, 2)));
    printf("bad address: %s\n", outcome(syscall(SYS_fcntl, fd, F_SETLK, 1)));
    printf("not open: %s\n", outcome(lock(200, F_SETLK, F_RDLCK, 0, 0)));
    check(pipe(fds) == 0);
    printf("pipe: %s\n", outcome(lock(fds[0], F_SETLK, F_RDLCK, 0, 0)));
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    check(write(fd, "0123456789abcdefghijklmno", 25) == 25);
    ranges();
    sharing();
    check(wait_for(start_in(lock_and_end)) == 0);
    show_bytes("after the end of who locked", "file", 16);
    errors();
    leave_scratch();
    return 0;
}
