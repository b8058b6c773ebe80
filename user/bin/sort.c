#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "sort [FILE...]: prints the lines of files in the order of their bytes\n"
                     "Without FILE, those of its standard input.\n";

static char **lines;
static size_t count, space;

static void keep(const char *line) {
    if (count == space) {
        space = space * 2 + 1024;
        lines = reallocarray(lines, space, sizeof *lines);
    }
    if (lines == NULL || (lines[count++] = strdup(line)) == NULL)
        err(2, "%zu lines", count);
}

static void read_lines(FILE *file) {
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, file) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        keep(line);
    }
    free(line);
}

static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (optind == argc)
        read_lines(stdin);
    for (int i = optind; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        if (file == NULL)
            err(2, "%s", argv[i]);
        read_lines(file);
        if (ferror(file))
            err(2, "%s", argv[i]);
        fclose(file);
    }
    qsort(lines, count, sizeof *lines, compare);
    for (size_t i = 0; i < count; i++)
        puts(lines[i]);
    return 0;
}
