// F_GETFL and F_SETFL: what can be changed is O_APPEND and O_NONBLOCK, for all who share the open
// file; FIONBIO and FIOCLEX do the same by ioctl. Each descriptor has a flag of its own, a child's
// too. What O_PATH refuses; F_GETPIPE_SZ; what is no command.
// test: portable
#include "fs.h"
#include <sys/ioctl.h>

enum { FIOCLEX_ = 0x5451, FIONCLEX_ = 0x5450 };

static void show_flags(const char *what, int fd) {
    printf("%s: %#o\n", what, fcntl(fd, F_GETFL));
}

static void flags(void) {
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0644), copy = dup(fd);
    show_flags("opened", fd);
    printf("append: %d\n", fcntl(copy, F_SETFL, O_APPEND | O_WRONLY | O_CREAT));
    show_flags("append", fd);
    check(write(fd, "abcdef", 6) == 6 && lseek(fd, 0, SEEK_SET) == 0 && write(fd, "gh", 2) == 2);
    printf("size: %ld\n", (long)lseek(fd, 0, SEEK_END));
    int on = 1, off = 0;
    printf("FIONBIO: %d\n", ioctl(fd, FIONBIO, &on));
    show_flags("on", copy);
    printf("FIONBIO: %d\n", ioctl(fd, FIONBIO, &off));
    show_flags("off", copy);
    printf("FIONBIO, bad address: %s\n", outcome(ioctl(fd, FIONBIO, (void *)1)));
    check(fcntl(fd, F_SETFL, 0) == 0);
    show_flags("none", fd);
    check(lseek(fd, 1, SEEK_SET) == 1 && write(fd, "X", 1) == 1);
    printf("size: %ld\n", (long)lseek(fd, 0, SEEK_END));
    check(lseek(fd, 3, SEEK_SET) == 3);
    int left = -1;
    printf("FIONREAD: %d", ioctl(fd, FIONREAD, &left));
    printf(" %d\n", left);
}

static void close_on_exec(void) {
    int fd = open("/", O_RDONLY);
    printf("close on exec: %d", fcntl(fd, F_GETFD));
    check(ioctl(fd, FIOCLEX_) == 0);
    printf(" %d", fcntl(fd, F_GETFD));
    check(ioctl(fd, FIONCLEX_) == 0);
    printf(" %d", fcntl(fd, F_GETFD));
    check(fcntl(fd, F_SETFD, 0xffff) == 0);
    printf(" %d", fcntl(fd, F_GETFD));
    int a = fcntl(fd, F_DUPFD, 50), b = fcntl(fd, F_DUPFD_CLOEXEC, 50);
    printf(", copies %d:%d %d:%d", a, fcntl(a, F_GETFD), b, fcntl(b, F_GETFD));
    pid_t child = start();
    if (child == 0)
        _exit(10 * fcntl(a, F_GETFD) + fcntl(b, F_GETFD));
    printf(", in a child: %s\n", status_text(wait_for(child)));
}

static void path_only(void) {
    int fd = open("file", O_PATH), on = 1;
    show_flags("O_PATH", fd);
    printf("F_SETFL: %s\n", outcome(fcntl(fd, F_SETFL, 0)));
    printf("F_SETFD: %s\n", outcome(fcntl(fd, F_SETFD, 1)));
    printf("F_DUPFD: %s\n", outcome(fcntl(fd, F_DUPFD, 3)));
    printf("F_GETLK: %s\n", outcome(fcntl(fd, F_GETLK, &(struct flock){0})));
    printf("FIONBIO: %s\n", outcome(ioctl(fd, FIONBIO, &on)));
}

static void pipe_size(void) {
    int fds[2];
    static char bytes[65536];
    check(pipe2(fds, O_NONBLOCK) == 0);
    printf("size: %d", fcntl(fds[0], F_GETPIPE_SZ));
    printf(", holds %zd\n", write(fds[1], bytes, sizeof bytes));
    printf("of a file: %s\n", outcome(fcntl(open("/", O_RDONLY), F_GETPIPE_SZ)));
    int waiting = 0;
    check(ioctl(fds[1], FIONREAD, &waiting) == 0);
    printf("FIONREAD: %d\n", waiting);
}

int main(void) {
    enter_scratch();
    flags();
    close_on_exec();
    path_only();
    pipe_size();
    printf("no command: %s\n", outcome(fcntl(0, 500, 0)));
    printf("not open: %s\n", outcome(fcntl(200, F_GETFL)));
    printf("no ioctl: %s\n", outcome(ioctl(open("file", O_RDONLY), 0x1234, 0)));
    leave_scratch();
    return 0;
}
