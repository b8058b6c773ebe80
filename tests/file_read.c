// read, pread and lseek on a regular file: counts at and beyond its end, positions of every kind,
// errors; pread leaves the position alone.
// test: core portable boots=roomy,small,ram,tight
#include "test.h"

static int fd;
static char text[64];

static void show_read(const char *what, size_t n) {
    memset(text, 0, sizeof text);
    ssize_t got = read(fd, text, n);
    printf("%s: %zd \"%s\", position %ld\n", what, got, text, (long)lseek(fd, 0, SEEK_CUR));
}

static void show_pread(const char *what, size_t n, off_t offset) {
    memset(text, 0, sizeof text);
    errno = 0;
    ssize_t got = pread(fd, text, n, offset);
    printf("%s: %zd \"%s\" %s\n", what, got, text, errno_name(errno));
}

static void show_seek(const char *what, off_t offset, int whence) {
    off_t position = lseek(fd, offset, whence);
    printf("%s: %ld %s\n", what, (long)position, outcome(position));
}

int main(void) {
    fd = open(data("small"), O_RDONLY);
    check(fd >= 0);
    show_read("five bytes", 5);
    show_read("none", 0);
    show_read("the rest and more", 60);
    show_read("at the end", 10);

    show_seek("to 3", 3, SEEK_SET);
    show_seek("on by 4", 4, SEEK_CUR);
    show_seek("back by 2", -2, SEEK_CUR);
    show_read("two bytes", 2);
    show_seek("6 before the end", -6, SEEK_END);
    show_read("six bytes", 6);
    show_seek("beyond the end", 1000, SEEK_END);
    show_read("beyond the end", 10);
    show_seek("far beyond", 0x7fffffffff, SEEK_SET);
    show_read("far beyond", 10);
    show_seek("negative", -1, SEEK_SET);
    show_seek("before the start", -27, SEEK_END);
    show_seek("wrong whence", 0, 99);
    show_seek("overflow", INT64_MAX, SEEK_END);
    show_seek("unchanged", 0, SEEK_CUR);

    show_seek("to 20", 20, SEEK_SET);
    show_pread("pread at 10", 5, 10);
    show_pread("pread at 24", 5, 24);
    show_pread("pread at the end", 5, 26);
    show_pread("pread far beyond", 5, INT64_MAX);
    show_pread("pread before the start", 5, -1);
    show_pread("pread nothing", 0, 3);
    show_seek("still at 20", 0, SEEK_CUR);
    close(fd);

    fd = open(data("empty"), O_RDONLY);
    show_read("empty file", 10);
    show_seek("its end", 0, SEEK_END);
    return 0;
}
