#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "env [NAME=VALUE...] [COMMAND...]: runs a command in a changed environment\n"
                     "Without COMMAND, it prints the environment.\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    int i = optind;
    for (; i < argc && strchr(argv[i], '=') != NULL; i++)
        putenv(argv[i]);
    if (i < argc) {
        execvp(argv[i], argv + i);
        err(errno == ENOENT ? 127 : 126, "%s", argv[i]);
    }
    for (char **variable = environ; *variable != NULL; variable++)
        puts(*variable);
    return 0;
}
