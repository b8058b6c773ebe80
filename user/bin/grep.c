// grep [-civn] TEXT [FILE…]: prints the lines that contain the text, as it stands; -i in capitals
// or not, -v those that do not contain it, -n with their numbers, -c only how many there are.
// Succeeds if there was one.
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool count_only, ignore_case, inverted, numbers;

static bool contains(const char *line, const char *text) {
    if (!ignore_case)
        return strstr(line, text) != NULL;
    size_t length = strlen(text);
    for (; strlen(line) >= length; line++) {
        if (strncasecmp(line, text, length) == 0)
            return true;
    }
    return false;
}

// How many lines were selected. The name, if there is one, comes before each.
static long search(FILE *file, const char *text, const char *name) {
    char *line = NULL;
    size_t size = 0;
    long number = 0, found = 0;
    const char *colon = *name == '\0' ? "" : ":";
    for (ssize_t length; (length = getline(&line, &size, file)) >= 0;) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        number++;
        if (contains(line, text) == inverted)
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
    while ((option = getopt(argc, argv, "civn")) != -1) {
        if (option == '?')
            return 2;
        *(option == 'c'   ? &count_only
          : option == 'i' ? &ignore_case
          : option == 'v' ? &inverted
                          : &numbers) = true;
    }
    if (optind == argc)
        errx(2, "usage: grep [-civn] TEXT [FILE…]");
    const char *text = argv[optind++];
    if (optind == argc)
        return search(stdin, text, "") > 0 ? 0 : 1;
    bool named = argc - optind > 1;
    for (int i = optind; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        if (file == NULL) {
            warn("%s", argv[i]);
            continue;
        }
        if (search(file, text, named ? argv[i] : "") > 0)
            status = 0;
        fclose(file);
    }
    return status;
}
