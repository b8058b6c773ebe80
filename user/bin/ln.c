// ln [-s] TARGET PATH: makes PATH another name of the file TARGET; with -s, a symbolic link to it.
#include <err.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    bool symbolic = argc > 1 && strcmp(argv[1], "-s") == 0;
    char **paths = argv + (symbolic ? 2 : 1);
    if (argc != (symbolic ? 4 : 3))
        errx(2, "usage: ln [-s] TARGET PATH");
    if ((symbolic ? symlink(paths[0], paths[1]) : link(paths[0], paths[1])) < 0)
        err(1, "%s", paths[1]);
    return 0;
}
