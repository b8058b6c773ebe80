#include <err.h>
#include <stdbool.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "ln [-s] FILE NAME: gives a file another name\n"
                     "-s: NAME becomes a symbolic link, which says where FILE is.\n";

int main(int argc, char *argv[]) {
    bool symbolic = false;
    while (usage_option(argc, argv, "s") != -1)
        symbolic = true;
    char **paths = argv + optind;
    if (argc - optind != 2)
        usage_error();
    if ((symbolic ? symlink(paths[0], paths[1]) : link(paths[0], paths[1])) < 0)
        err(1, "%s", paths[1]);
    return 0;
}
