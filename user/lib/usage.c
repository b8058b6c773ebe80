// Programs that explain themselves: `NAME -h`, `NAME --help`, and what they say to wrong arguments.
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

enum { WRONG_USAGE = 2 };

int usage_option(int argc, char *const argv[], const char *options) {
    char known[32];
    snprintf(known, sizeof known, ":h%s", options); // ":" keeps getopt silent
    const char *word = optind < argc ? argv[optind] : "";
    int option = getopt(argc, argv, known);
    bool is_long = option == '?' && strncmp(word, "--", 2) == 0;
    if (option == 'h' || (is_long && strcmp(word, "--help") == 0)) {
        fputs(usage, stdout);
        exit(0);
    }
    const char *name = program_invocation_short_name;
    if (is_long)
        errx(WRONG_USAGE, "unknown option %s; try %s -h", word, name);
    if (option == '?')
        errx(WRONG_USAGE, "unknown option -%c; try %s -h", optopt, name);
    if (option == ':')
        errx(WRONG_USAGE, "option -%c needs an argument; try %s -h", optopt, name);
    return option;
}

bool usage_help(int argc, char *const argv[]) {
    bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;
    if (asked)
        fputs(usage, stdout);
    return asked;
}

void usage_error(void) {
    int length = (int)(strstr(usage, ": ") - usage);
    fprintf(stderr, "usage: %.*s\n", length, usage);
    exit(WRONG_USAGE);
}

int usage_number(const char *word) {
    char *end;
    long number = strtol(word, &end, 10);
    if (*end != '\0' || number <= 0 || number > INT_MAX)
        usage_error();
    return (int)number;
}
