// exec of what is no program fails with the errno that says why, and harms the caller in nothing:
// its memory, its descriptors and its children stay.
// test: core portable
#include "test.h"

static uint8_t bytes[3 * PAGE];

static const char *attempt(const char *path) {
    char *const arguments[] = {"x", NULL};
    errno = 0;
    int result = execve(path, arguments, environ);
    check(result == -1);
    return errno_name(errno);
}

static void unharmed(int fd) {
    static char text[6];
    for (size_t i = 0; i < sizeof bytes; i++)
        check(bytes[i] == (uint8_t)(i * 11));
    check(lseek(fd, 0, SEEK_CUR) == 3);
    check(pread(fd, text, 5, 0) == 5 && strcmp(text, "abcde") == 0);
    check(waitpid(-1, NULL, WNOHANG) == 0);
}

int main(void) {
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = i * 11;
    int fd = open(data("small"), O_RDONLY | O_CLOEXEC);
    check(fd >= 0 && lseek(fd, 3, SEEK_SET) == 3);
    int gate[2];
    check(pipe(gate) == 0);
    pid_t child = start();
    if (child == 0) {
        wait_until_closed(gate);
        _exit(9);
    }

    printf("missing: %s\n", attempt(data("no-such-file")));
    printf("in a missing directory: %s\n", attempt(data("nowhere/file")));
    printf("below a file: %s\n", attempt(data("small/file")));
    printf("no name: %s\n", attempt(""));
    printf("directory: %s\n", attempt(data("many")));
    printf("root: %s\n", attempt("/"));
    printf("device: %s\n", attempt("/dev/null"));
    printf("not executable: %s\n", attempt(data("small")));
    printf("executable text: %s\n", attempt(data("letters")));
    printf("loop of links: %s\n", attempt(data("links/self")));
    printf("dangling link: %s\n", attempt(data("links/dangling")));
    static char name[300] = "/";
    memset(name + 1, 'n', sizeof name - 2);
    printf("long name: %s\n", attempt(name));
    unharmed(fd);

    static const char *const wrong[] = {
        "empty",       "one-byte",      "text",
        "zeros",       "half-a-header", "no-program-headers-in-file",
        "bad-magic",   "wrong-machine", "relocatable",
        "core",        "phentsize-55",  "phentsize-0",
        "phnum-0",     "phnum-65535",   "phoff-beyond-end",
        "phoff-wraps", "phoff-negative"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char path[64];
        snprintf(path, sizeof path, "elf/wrong-%s", wrong[i]);
        printf("%s: %s\n", wrong[i], attempt(beside(path)));
        unharmed(fd);
    }
    close(gate[1]);
    printf("child: %s\n", status_text(wait_for(child)));
    return 0;
}
