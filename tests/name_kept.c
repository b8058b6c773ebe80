// An open file, a mapping, a working directory and a program keep the name by which they were
// opened: of several hard links that one, wherever it or a directory above it is moved to, and with
// " (deleted)" once it is removed or replaced. test: portable boots=roomy,small,swap,eager
#include "test.h"
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static const char *link_at(const char *link) {
    static char to[4200];
    ssize_t n = readlink(link, to, sizeof to - 1);
    snprintf(to + (n > 0 ? n : 0), sizeof to - (n > 0 ? n : 0), "%s", n < 0 ? "none" : "");
    return to;
}

static const char *name_of(int fd) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    return link_at(link);
}

// The end of the line of maps whose name has `part` in it.
static const char *mapped(const char *part) {
    static char line[4200];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps) && !strstr(line, part))
        ;
    fclose(maps);
    line[strcspn(line, "\n")] = '\0';
    return strchr(line, '/') ? strchr(line, '/') : "not mapped";
}

static int make(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(fd >= 0 && ftruncate(fd, PAGE) == 0);
    return fd;
}

static void files(void) {
    int fd = make("one");
    check(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED);
    printf("open: %s, %s\n", name_of(fd), mapped("one"));
    check(link("one", "other") == 0);
    int other = open("other", O_RDONLY);
    check(rename("one", "two") == 0);
    printf("renamed: %s, %s; its link: %s\n", name_of(fd), mapped("two"), strdup(name_of(other)));
    check(unlink("two") == 0);
    printf("removed: %s\n", name_of(fd));
    printf("mapped: %s; its link: %s\n", mapped("two"), name_of(other));
    int again = make("two");
    printf("another of the name: %s\n", name_of(again));
    printf("the first one: %s\n", name_of(fd));
    check(rename("other", "two") == 0);
    printf("replaced: %s\n", name_of(again));
    printf("replacing: %s\n", name_of(other));
    check(unlink("two") == 0 && close(fd) == 0 && close(again) == 0 && close(other) == 0);
    printf("closed: %s\n", mapped("two"));
}

static void directories(void) {
    char path[PAGE];
    check(mkdir("up", 0700) == 0 && mkdir("up/down", 0700) == 0 && mkdir("side", 0700) == 0);
    int fd = make("up/down/file"), down = open("up/down", O_RDONLY | O_DIRECTORY);
    check(chdir("up/down") == 0);
    printf("below: %s, %s\n", name_of(fd), getcwd(path, sizeof path));
    check(rename("../../up", "../../high") == 0);
    printf("moved: %s\n", name_of(fd));
    printf("moved: %s, %s\n", link_at("/proc/self/cwd"), getcwd(path, sizeof path));
    check(rename("../../high/down", "../../side/low") == 0);
    printf("elsewhere: %s\n", name_of(fd));
    printf("elsewhere: %s\n", name_of(down));
    check(unlinkat(down, "file", 0) == 0 && rmdir("../../side/low") == 0);
    printf("gone: %s\n", name_of(fd));
    printf("gone: %s\n", link_at("/proc/self/cwd"));
    printf("getcwd: %s\n", syscall(SYS_getcwd, path, sizeof path) < 0 ? errno_name(errno) : path);
    check(chdir("..") == 0);
    printf("above: %s\n", link_at("/proc/self/cwd"));
    check(chdir("..") == 0 && rmdir("side") == 0 && rmdir("high") == 0);
    check(close(fd) == 0 && close(down) == 0);
}

// What is opened through a link of /proc has the name of what that leads to.
static void links(void) {
    int fd = make("file"), again = -1;
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    check(symlink("file", "link") == 0);
    check((again = open(path, O_RDONLY)) >= 0);
    printf("by its descriptor: %s\n", name_of(again));
    check(unlink("file") == 0 && close(again) == 0 &&
          (again = open(path, O_RDWR | O_CREAT, 0600)) >= 0);
    printf("removed: %s\n", name_of(again));
    check(close(again) == 0 && (again = open("link", O_PATH | O_NOFOLLOW)) >= 0);
    printf("a symbolic link: %s\n", name_of(again));
    check(close(again) == 0 && unlink("link") == 0 && close(fd) == 0);
    check((fd = open("/proc/self/../self/./fd", O_RDONLY | O_DIRECTORY)) >= 0);
    printf("/proc: %d\n", strcmp(strrchr(name_of(fd), '/'), "/fd"));
    check(close(fd) == 0 && (fd = open("/proc/version", O_RDONLY)) >= 0);
    printf("/proc: %s\n", name_of(fd));
    check(close(fd) == 0);
}

// A program that is run by its descriptor after its file was removed.
static void program(char *argv[]) {
    static char bytes[PAGE];
    int from = open("/proc/self/exe", O_RDONLY), to = open("prog", O_WRONLY | O_CREAT, 0700);
    for (ssize_t n; (n = read(from, bytes, sizeof bytes)) > 0;)
        check(write(to, bytes, n) == n);
    check(close(to) == 0 && (to = open("prog", O_RDONLY | O_CLOEXEC)) >= 0 && unlink("prog") == 0);
    char *arguments[] = {argv[0], "again", NULL};
    pid_t pid = start();
    if (pid == 0) {
        syscall(SYS_execveat, to, "", arguments, environ, AT_EMPTY_PATH);
        _exit(127);
    }
    check(wait_for(pid) == 0);
}

int main(int argc, char *argv[]) {
    const char *folder = "/tmp/name_kept";
    if (argc > 1) {
        printf("exe: %s\n", link_at("/proc/self/exe"));
        printf("maps: %s\n", mapped("prog"));
        return chdir("/") < 0 || rmdir(folder) < 0;
    }
    check(mkdir(folder, 0700) == 0 && chdir(folder) == 0);
    files();
    directories();
    links();
    program(argv);
    return 0;
}
