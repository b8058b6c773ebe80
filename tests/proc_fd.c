// /proc/self/fd: one link for each open file, that tells its name and leads to the file itself,
// even if that has no name any more; and so do cwd, root and exe. test: portable
#include "test.h"
#include <dirent.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static const char *target(const char *link) {
    static char text[600];
    ssize_t n = readlink(link, text, sizeof text - 1);
    if (n < 0)
        return errno_name(errno);
    text[n] = '\0';
    return text;
}

static const char *fd_path(int fd) {
    static char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

static bool same(int fd, const char *path) {
    struct stat a, b;
    return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_ino == b.st_ino &&
           a.st_dev == b.st_dev;
}

static void list(void) {
    DIR *folder = opendir("/proc/self/fd");
    check(folder != NULL);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && atoi(entry->d_name) != dirfd(folder))
            printf(" %s", entry->d_name);
    printf("\n");
    closedir(folder);
}

static void files(void) {
    int fd = open("file", O_CREAT | O_RDWR, 0600);
    check(fd == 20 || dup2(fd, 20) == 20);
    check(write(20, "hello", 5) == 5);
    const char *name = strrchr(target("/proc/self/fd/20"), '/');
    printf("name: %s, the same: %d\n", name, same(20, "/proc/self/fd/20"));
    check(rename("file", "other") == 0);
    printf("renamed: %s\n", strrchr(target("/proc/self/fd/20"), '/'));
    check(unlink("other") == 0);
    int again = open("/proc/self/fd/20", O_RDONLY);
    char text[8] = "";
    printf("nameless: %s %zd", outcome(again), read(again, text, sizeof text));
    printf(" %s, position of its own: %ld\n", text, (long)lseek(20, 0, SEEK_CUR));
    int emptied = open("/proc/self/fd/20", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    struct stat status;
    printf("truncated: %s", outcome(emptied));
    check(fstat(20, &status) == 0);
    printf(" %ld\n", (long)status.st_size);
    printf("exclusively: %s", outcome(open("/proc/self/fd/20", O_CREAT | O_EXCL, 0600)));
    printf(" not followed: %s", outcome(open("/proc/self/fd/20", O_NOFOLLOW)));
    printf(" as a folder: %s\n", outcome(open("/proc/self/fd/20/x", O_RDONLY)));
    close(again);
    close(emptied);
    close(fd);
    close(20);
    printf("closed: %s\n", target("/proc/self/fd/20"));
}

static void pipes(void) {
    int ends[2];
    check(pipe(ends) == 0 && write(ends[1], "abc", 3) == 3);
    char text[8] = "";
    printf("pipe: %.6s\n", target(fd_path(ends[0])));
    int again = open(fd_path(ends[0]), O_RDONLY);
    printf("opened again: %zd", read(again, text, 2));
    printf(" %s", text);
    printf(" %zd\n", read(ends[0], text, 8));
    close(again);
    close(ends[0]);
    close(ends[1]);
}

// Behind the end of the list there is nothing, however far. (Linux does not even let one go there.)
static void far(const char *path) {
    static const long positions[] = {0x80000100, 0x100000100};
    char entries[1024];
    int fd = open(path, O_RDONLY | O_DIRECTORY);
    printf("far behind:");
    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) {
        bool there = lseek(fd, positions[i], SEEK_SET) == positions[i];
        printf(" %ld", there ? syscall(SYS_getdents64, fd, entries, sizeof entries) : 0);
    }
    printf("\n");
    close(fd);
}

int main(void) {
    char folder[] = "/tmp/proc-fd-XXXXXX";
    for (int fd = 3; fd < 40; fd++)
        close(fd);
    check(mkdtemp(folder) != NULL && chdir(folder) == 0);
    printf("open:");
    list();
    files();
    pipes();
    printf("open:");
    list();
    far("/proc/self/fd");
    far("/proc");
    int here = open(".", O_RDONLY);
    printf("cwd: %d %d", same(here, "/proc/self/cwd"), same(here, "/proc/self/cwd/."));
    check(open("/", O_RDONLY) > 0);
    printf(" root: %s %d\n", target("/proc/self/root"), same(here + 1, "/proc/self/root"));
    int program = open("/proc/self/exe", O_RDONLY);
    char magic[4];
    check(read(program, magic, 4) == 4);
    printf("exe: %.3s %d\n", magic + 1, same(program, "/proc/self/exe"));
    printf("nobody's: %s", target("/proc/self/fd/77"));
    printf(" %s", target("/proc/self/fd/x"));
    printf(" %s\n", target("/proc/self/fd/00"));
    check(chdir("/") == 0 && rmdir(folder) == 0);
    return 0;
}
