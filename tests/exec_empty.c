// An empty argv becomes one empty argument, and what lies behind its NULL is nobody's argument.
// test: portable
#include "test.h"

static void run(const char *path) {
    char *const arguments[] = {NULL, (char *)1, "not an argument", NULL};
    char *const variables[] = {NULL};
    pid_t pid = start();
    if (pid == 0) {
        execve(path, arguments, variables);
        _exit(errno);
    }
    printf("%s\n", status_text(wait_for(pid)));
}

int main(void) {
    run(beside("print_args"));
    run(beside("elf/script"));
    return 0;
}
