// Symbolic links: to files and directories, through each other up to forty times, long and short
// ones, dangling and in circles; readlink gives what they say, cut to the buffer.
// test: core portable
#include "test.h"
#include <sys/stat.h>

static void show(const char *name) {
    char text[40] = "";
    int fd = open(name, O_RDONLY);
    if (fd == -1) {
        printf("%s: %s\n", name, errno_name(errno));
        return;
    }
    ssize_t n = read(fd, text, 5);
    printf("%s: %s\n", name, n >= 0 ? text : errno_name(errno));
    close(fd);
}

static void show_target(const char *name, size_t size) {
    char target[600];
    memset(target, '#', sizeof target);
    ssize_t n = readlink(name, target, size);
    if (n == -1) {
        printf("%s of %zu: %s\n", name, size, errno_name(errno));
        return;
    }
    check(target[n] == '#');
    printf("%s of %zu: %zd %.*s\n", name, size, n, n < 20 ? (int)n : 20, target);
}

int main(void) {
    check(chdir(data("links")) == 0);
    static const char *const names[] = {
        "to-small",   "to-directory",
        "up/small",   "to-directory/../small",
        "dangling",   "self",
        "loop-a",     "self/x",
        "to-small/x", "to-small/",
        "chain-00",   "chain-38",
        "chain-39",   "chain-40",
        "fifty-nine", "sixty",
        "long",       "up/links/up/links/to-small",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        show(names[i]);

    show_target("to-small", 100);
    show_target("to-small", 3);
    show_target("to-small", 1);
    show_target("to-small", 0);
    show_target("fifty-nine", 100);
    show_target("sixty", 100);
    show_target("long", 600);
    show_target("long", 100);
    show_target("self", 100);
    show_target("../small", 100);
    show_target("..", 100);
    show_target("missing", 100);
    show_target("to-directory/", 100);

    struct stat link, file;
    check(lstat("to-small", &link) == 0 && stat("to-small", &file) == 0);
    printf("lstat: %d, %ld bytes\n", S_ISLNK(link.st_mode), (long)link.st_size);
    printf("stat: %d, %ld bytes\n", S_ISREG(file.st_mode), (long)file.st_size);
    check(lstat("to-directory/", &link) == 0);
    printf("lstat with a slash: %d\n", S_ISDIR(link.st_mode));
    printf("stat of a dangling one: %s\n", outcome(stat("dangling", &file)));
    printf("lstat of it: %s\n", outcome(lstat("dangling", &file)));
    return 0;
}
