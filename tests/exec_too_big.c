// Arguments and environment may take a quarter of the stack's limit, at least 128 KiB and at most 6
// MiB, one string 128 KiB with its NUL; more is E2BIG, and the caller goes on.
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

// 100 to 7000 KiB of arguments, with a stack of so many KiB at most.
static void try_limit(rlim_t kilobytes) {
    static const size_t totals[] = {100, 150, 400, 600, 5000, 7000};
    struct rlimit limit;
    check(getrlimit(RLIMIT_STACK, &limit) == 0);
    struct rlimit lower = {kilobytes << 10, limit.rlim_max};
    char *none[] = {NULL}, what[60], *piece = string_of(10 << 10), *many[701];
    check(setrlimit(RLIMIT_STACK, &lower) == 0);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        size_t count = totals[i] / 10;
        for (size_t j = 0; j < count; j++)
            many[j] = piece;
        many[count] = NULL;
        snprintf(what, sizeof what, "%zu KiB within %lu", totals[i], (unsigned long)kilobytes);
        run(what, many, none);
    }
    check(setrlimit(RLIMIT_STACK, &limit) == 0);
    free(piece);
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

    try_limit(256);
    try_limit(2000);
    try_limit(1 << 16);
    return 0;
}
