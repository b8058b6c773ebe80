#include <err.h>
#include <stdio.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "pwd: prints the path of the working directory\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    char *path = getcwd(NULL, 0);
    if (path == NULL)
        err(1, "the working directory");
    puts(path);
    return 0;
}
