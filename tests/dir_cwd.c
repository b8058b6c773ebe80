// The working directory: chdir and fchdir change it or fail without a change, getcwd tells its
// path, a child has its own. test: core portable
#include "test.h"

static size_t prefix; // how much of a path is that of the data

static void where(const char *what) {
    char path[600];
    if (getcwd(path, sizeof path) == NULL)
        printf("%s: %s\n", what, errno_name(errno));
    else
        printf("%s: %s\n", what, strlen(path) >= prefix ? path + prefix : path);
}

static void go(const char *path) {
    int result = chdir(path);
    printf("chdir %s: %s, ", path, outcome(result));
    where("in");
}

static void child(void) {
    check(chdir("..") == 0);
    where("child");
}

int main(void) {
    char path[600];
    check(chdir(data("")) == 0 && getcwd(path, sizeof path) != NULL);
    prefix = strlen(path);
    go("deep");
    go("level-01/./level-02/../level-02");
    go("missing");
    go("../../../small");
    go("");
    go("level-03/level-04/level-05/level-06/level-07/level-08/level-09/level-10");
    go("level-11/level-12");
    int bottom = open("bottom", O_RDONLY);
    check(bottom >= 0 && read(bottom, path, 7) == 7);
    printf("%.7s", path);
    int deepest = open(".", O_RDONLY);
    go("../../../../../../../../../../../..");
    go("../links/to-directory/");
    go("../links/up");
    printf("fchdir: %s, ", outcome(fchdir(deepest)));
    where("in");
    printf("fchdir to a file: %s, ", outcome(fchdir(bottom)));
    where("in");
    printf("fchdir to nothing: %s\n", outcome(fchdir(999)));
    wait_for(start_in(child));
    where("parent");

    size_t length = strlen(getcwd(path, sizeof path));
    printf("just enough: %d\n", getcwd(path, length + 1) == path);
    printf("one less: %s\n", getcwd(path, length) == NULL ? errno_name(errno) : "fits");
    printf("one byte: %s\n", getcwd(path, 1) == NULL ? errno_name(errno) : "fits");
    prefix = 0;
    go("/");
    go("..");
    go("/dev/..");
    return 0;
}
