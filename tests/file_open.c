// open: what each flag asks for and each error means; the lowest free descriptor is the new one.
// test: core portable
#include "test.h"

static void attempt(const char *what, const char *name, int flags) {
    int fd = open(name, flags, 0644);
    printf("%s: %s\n", what, outcome(fd));
    if (fd >= 0)
        close(fd);
}

static void lowest_descriptor(void) {
    int a = open("small", O_RDONLY), b = open("small", O_RDONLY), c = open("small", O_RDONLY);
    check(a >= 0 && b == a + 1 && c == a + 2);
    close(b);
    printf("a gap is filled: %d\n", open("empty", O_RDONLY) == b);
    close(a);
    close(b);
    printf("the lowest first: %d\n", dup(c) == a);
}

static void at_directories(void) {
    int directory = open("deep", O_RDONLY | O_DIRECTORY), file = open("small", O_RDONLY);
    check(directory >= 0 && file >= 0);
    printf("relative: %s\n", outcome(openat(directory, "level-01", O_RDONLY)));
    printf("not there: %s\n", outcome(openat(directory, "small", O_RDONLY)));
    printf("up: %s\n", outcome(openat(directory, "../small", O_RDONLY)));
    printf("absolute: %s\n", outcome(openat(-5, "/dev/null", O_RDONLY)));
    printf("bad descriptor: %s\n", outcome(openat(999, "small", O_RDONLY)));
    printf("not a directory: %s\n", outcome(openat(file, "small", O_RDONLY)));
    printf("AT_FDCWD: %s\n", outcome(openat(AT_FDCWD, "small", O_RDONLY)));
}

int main(void) {
    check(chdir(data("")) == 0);
    attempt("file", "small", O_RDONLY);
    attempt("missing", "missing", O_RDONLY);
    attempt("no name", "", O_RDONLY);
    attempt("below a file", "small/x", O_RDONLY);
    attempt("file with a slash", "small/", O_RDONLY);
    attempt("file with a dot", "small/.", O_RDONLY);
    attempt("many slashes", ".//deep///level-01//", O_RDONLY);
    attempt("dots", "./deep/../deep/./level-01/..", O_RDONLY);
    attempt("above the root", "/../../dev/null", O_RDONLY);
    attempt("directory", "many", O_RDONLY);
    attempt("directory to write", "many", O_WRONLY);
    attempt("directory to read and write", "many", O_RDWR);
    attempt("as a directory", "many", O_RDONLY | O_DIRECTORY);
    attempt("file as a directory", "small", O_RDONLY | O_DIRECTORY);
    attempt("exclusively, what is there", "small", O_RDONLY | O_CREAT | O_EXCL);
    attempt("create what is there", "small", O_RDONLY | O_CREAT);
    attempt("create in a missing directory", "missing/x", O_RDWR | O_CREAT);
    attempt("create a directory", "many", O_RDONLY | O_CREAT);
    attempt("no link", "links/to-small", O_RDONLY | O_NOFOLLOW);
    attempt("file, no link", "small", O_RDONLY | O_NOFOLLOW);
    attempt("link in the middle", "links/up/small", O_RDONLY | O_NOFOLLOW);
    attempt("link to a directory", "links/to-directory", O_RDONLY | O_DIRECTORY);
    attempt("null to write", "/dev/null", O_WRONLY | O_TRUNC);
    attempt("null as a directory", "/dev/null", O_RDONLY | O_DIRECTORY);

    static char name[600] = "many/";
    memset(name + 5, 'x', 255);
    attempt("name of 255", name, O_RDONLY);
    name[5 + 255] = 'x';
    attempt("name of 256", name, O_RDONLY);
    lowest_descriptor();
    at_directories();
    return 0;
}
