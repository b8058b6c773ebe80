#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "grep [-civn] PATTERN [FILE...]: prints the lines that match a pattern\n"
    "-c: only how many there are      -v: the lines that do not match\n"
    "-i: in capitals or not           -n: with their numbers\n"
    "\n"
    "In PATTERN ^ is the beginning of a line and $ its end, a dot any character, *\n"
    "any number of the character before it; after a backslash each is itself.\n";

static bool count_only, ignore_case, inverted, numbers;

static bool same(char a, char b) {
    return ignore_case ? tolower((unsigned char)a) == tolower((unsigned char)b) : a == b;
}

// Whether the text begins with what the pattern stands for.
static bool matches_here(const char *pattern, const char *text) {
    if (*pattern == '\0')
        return true;
    if (strcmp(pattern, "$") == 0)
        return *text == '\0';
    bool any = *pattern == '.';
    pattern += *pattern == '\\' && pattern[1] != '\0';
    bool one = *text != '\0' && (any || same(*pattern, *text));
    if (pattern[1] != '*')
        return one && matches_here(pattern + 1, text + 1);
    for (const char *rest = text;; rest++) { // as few as possible
        if (matches_here(pattern + 2, rest))
            return true;
        if (*rest == '\0' || !(any || same(*pattern, *rest)))
            return false;
    }
}

static bool matches(const char *pattern, const char *line) {
    if (*pattern == '^')
        return matches_here(pattern + 1, line);
    do {
        if (matches_here(pattern, line))
            return true;
    } while (*line++ != '\0');
    return false;
}

// How many lines were selected. The name, if there is one, comes before each.
static long search(FILE *file, const char *pattern, const char *name) {
    char *line = NULL;
    size_t size = 0;
    long number = 0, found = 0;
    const char *colon = *name == '\0' ? "" : ":";
    for (ssize_t length; (length = getline(&line, &size, file)) >= 0;) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        number++;
        if (matches(pattern, line) == inverted)
            continue;
        found++;
        if (count_only)
            continue;
        printf("%s%s", name, colon);
        if (numbers)
            printf("%ld:", number);
        puts(line);
    }
    if (count_only)
        printf("%s%s%ld\n", name, colon, found);
    free(line);
    return found;
}

int main(int argc, char *argv[]) {
    int option, status = 1;
    while ((option = usage_option(argc, argv, "civn")) != -1)
        *(option == 'c'   ? &count_only
          : option == 'i' ? &ignore_case
          : option == 'v' ? &inverted
                          : &numbers) = true;
    if (optind == argc)
        usage_error();
    const char *pattern = argv[optind++];
    if (optind == argc)
        return search(stdin, pattern, "") > 0 ? 0 : 1;
    bool named = argc - optind > 1;
    for (int i = optind; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        if (file == NULL) {
            warn("%s", argv[i]);
            continue;
        }
        if (search(file, pattern, named ? argv[i] : "") > 0)
            status = 0;
        fclose(file);
    }
    return status;
}
