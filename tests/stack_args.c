// A program receives 100 KiB of arguments and 100 KiB of environment whole and in order, whether
// they are one string or thousands; and its stack begins at a multiple of 16.
// test: core portable
#include "test.h"

enum { TOTAL = 100 << 10 };

static uint32_t hash(char **strings) {
    uint32_t state = 2166136261;
    for (; *strings != NULL; strings++) {
        for (const char *c = *strings;; c++) {
            state = (state ^ (uint8_t)*c) * 16777619;
            if (*c == '\0')
                break;
        }
    }
    return state;
}

// TOTAL bytes, cut into strings of `length` with their NULs; `first`, if any, goes in front.
static char **strings_of(size_t length, char *first) {
    size_t count = TOTAL / length, at = 0;
    char **strings = malloc((count + 2) * sizeof *strings), *text = malloc(TOTAL);
    check(strings != NULL && text != NULL);
    for (size_t i = 0; i < TOTAL; i++)
        text[i] = 'a' + i * 7 % 26;
    if (first != NULL)
        strings[at++] = first;
    for (size_t i = 0; i < count; i++) {
        text[(i + 1) * length - 1] = '\0';
        strings[at++] = text + i * length;
    }
    strings[at] = NULL;
    return strings;
}

static void run(size_t argument_length, size_t variable_length) {
    char **arguments = strings_of(argument_length, "child");
    char **variables = strings_of(variable_length, NULL);
    printf("strings of %zu and %zu: %08x %08x\n", argument_length, variable_length, hash(arguments),
           hash(variables));
    pid_t pid = start();
    if (pid == 0) {
        execve(program_invocation_name, arguments, variables);
        _exit(127);
    }
    printf("%s\n", status_text(wait_for(pid)));
    free(arguments[1]);
    free(variables[0]);
    free(arguments);
    free(variables);
}

int main(int argc, char **argv) {
    check((uintptr_t)(argv - 1) % 16 == 0); // else many a function fails later
    if (argc > 0 && strcmp(argv[0], "child") == 0) {
        check(argv[argc] == NULL);
        printf("%d arguments: %08x %08x\n", argc, hash(argv), hash(environ));
        return 0;
    }
    run(TOTAL, TOTAL);
    run(1024, 1024);
    run(100, 4096);
    run(1, 8); // arguments that are empty
    return 0;
}
