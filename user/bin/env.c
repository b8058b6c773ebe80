// env [NAME=VALUE…] [COMMAND [ARG…]]: runs a command with more in its environment, or prints that.
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
    int i = 1;
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
