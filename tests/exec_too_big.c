// Arguments and environment may take a quarter of the stack, one string 128 KiB with its NUL; more
// is E2BIG, and the caller goes on.
// test: portable
#include "test.h"

enum { STRING_MAX = 128 << 10 };

// A string of so many bytes with its NUL.
static char *string_of(size_t size) {
    char *string = malloc(size);
    check(string != NULL);
    memset(string, 's', size - 1);
    string[size - 1] = '\0';
    return string;
}

static void run(const char *what, char **arguments, char **variables) {
    pid_t pid = start();
    if (pid == 0) {
        execve(beside("elf/exit-7"), arguments, variables);
        printf("%s: %s\n", what, errno_name(errno));
        fflush(stdout);
        _exit(0);
    }
    int status = wait_for(pid);
    if (status != 0)
        printf("%s: %s\n", what, status_text(status));
}

int main(void) {
    char *none[] = {NULL};
    char *longest[] = {string_of(STRING_MAX), NULL};
    run("longest argument", longest, none);
    run("longest variable", none, longest);
    char *longer[] = {string_of(STRING_MAX + 1), NULL};
    run("longer argument", longer, none);
    run("longer variable", none, longer);

    // Shared strings, so that this program itself needs little memory.
    static char *many[40];
    for (size_t i = 0; i < 12; i++)
        many[i] = longest[0];
    run("1.5 MiB of arguments", many, none);
    run("1.5 MiB of variables", none, many);
    run("3 MiB of both", many, many);
    for (size_t i = 0; i < 24; i++)
        many[i] = longest[0];
    run("3 MiB of arguments", many, none);
    run("3 MiB of variables", none, many);

    // Pointers count too: 300,000 of them to one empty string.
    enum { POINTERS = 300000 };
    char **pointers = malloc((POINTERS + 1) * sizeof *pointers);
    check(pointers != NULL);
    for (size_t i = 0; i < POINTERS; i++)
        pointers[i] = "";
    pointers[POINTERS] = NULL;
    run("300000 arguments", pointers, none);
    pointers[150000] = NULL;
    run("150000 arguments", pointers, none);
    return 0;
}
