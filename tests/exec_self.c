// /proc/self/exe names the program by its absolute path without links, however it was run; and a
// program can run itself by it.
// test: portable
#include "test.h"

static const char *own_path(void) {
    static char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    check(length > 0);
    path[length] = '\0';
    return path;
}

// Runs `path` with an argument; the child compares what it is told with what we are told.
static void run(const char *what, const char *path) {
    pid_t pid = start();
    if (pid == 0) {
        execl(path, "any name", own_path(), (char *)NULL);
        _exit(127);
    }
    printf("%s: %s\n", what, status_text(wait_for(pid)));
}

int main(int argc, char **argv) {
    if (argc > 1)
        return strcmp(argv[1], own_path()) == 0 ? 0 : 1;
    const char *own = own_path();
    printf("absolute: %d\n", own[0] == '/');
    printf("name: %s\n", strrchr(own, '/') + 1);
    run("as before", own);
    run("by itself", "/proc/self/exe");

    char directory[] = "/tmp/exec_self-XXXXXX", path[300];
    check(mkdtemp(directory) != NULL && chdir(directory) == 0);
    check(symlink(own, "link") == 0 && symlink("link", "link-to-link") == 0);
    run("by a link", "link");
    run("by two", "./link-to-link");
    snprintf(path, sizeof path, "../..%s/link", directory);
    run("by a long way", path);
    check(unlink("link") == 0 && unlink("link-to-link") == 0 && rmdir(directory) == 0);
    run("from a directory that is gone", "/proc/self/exe");
    (void)argv;
    return 0;
}
