// execveat: a path below an open directory, or the open file itself; and what may go wrong.
// test: portable
#include "test.h"
#include <sys/syscall.h>

static void run(const char *what, int directory, const char *path, int flags) {
    printf("%s: ", what);
    pid_t pid = start();
    if (pid == 0) {
        char *const arguments[] = {"name", "argument", NULL}, *const variables[] = {NULL};
        syscall(SYS_execveat, directory, path, arguments, variables, flags);
        printf("%s\n", errno_name(errno));
        fflush(stdout);
        _exit(0);
    }
    printf("%s\n", status_text(wait_for(pid)));
}

// Descriptors whose numbers a script is told.
static int open_as(int fd, const char *path, int flags) {
    int opened = open(path, flags);
    check(opened >= 0 && dup3(opened, fd, flags & O_CLOEXEC) == fd);
    close(opened);
    return fd;
}

int main(void) {
    check(chdir(beside("elf")) == 0);
    int here = open_as(40, ".", O_RDONLY), above = open_as(41, "..", O_RDONLY);
    int program = open_as(42, "exit-7", O_RDONLY);
    int only_path = open_as(43, "exit-7", O_PATH);
    int closing = open_as(44, "exit-7", O_RDONLY | O_CLOEXEC);
    int script = open_as(45, "script", O_RDONLY);
    int closing_script = open_as(46, "script", O_RDONLY | O_CLOEXEC);
    int link = open_as(47, "../data/links/to-small", O_PATH | O_NOFOLLOW);
    int data = open_as(48, "../data/small", O_RDONLY);

    run("working directory", AT_FDCWD, "exit-7", 0);
    run("open directory", here, "exit-7", 0);
    run("another", above, "elf/exit-7", 0);
    run("absolute", -1, "/no-such-file", 0);
    run("open file", program, "", AT_EMPTY_PATH);
    run("opened as a path", only_path, "", AT_EMPTY_PATH);
    run("close on exec", closing, "", AT_EMPTY_PATH);
    run("script", here, "script", 0);
    run("script of script", here, "script-of-script", 0);
    run("open script", script, "", AT_EMPTY_PATH);
    run("script that will be closed", closing_script, "", AT_EMPTY_PATH);

    run("empty path", program, "", 0);
    run("empty path of nothing", AT_FDCWD, "", AT_EMPTY_PATH);
    run("closed directory", 99, "exit-7", 0);
    run("no directory", program, "exit-7", 0);
    run("open directory itself", here, "", AT_EMPTY_PATH);
    run("no program", data, "", AT_EMPTY_PATH);
    run("link", above, "data/links/to-small", 0);
    run("link that is not to be followed", above, "data/links/to-small", AT_SYMLINK_NOFOLLOW);
    run("open link", link, "", AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
    run("unknown flag", here, "exit-7", 0x10);
    run("unknown flag, missing file", here, "missing", 0x10);
    run("bad pointer", here, (const char *)1, 0);
    return 0;
}
