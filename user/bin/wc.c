#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "wc [-lwc] [FILE...]: counts lines (-l), words (-w) and bytes (-c)\n"
                     "Without options, all three. Without FILE, those of its standard input.\n";

struct counts {
    long lines, words, bytes;
};

static const char *columns = "lwc";

static struct counts count(FILE *file) {
    struct counts counts = {0};
    bool in_word = false;
    for (int c; (c = getc(file)) != EOF;) {
        counts.bytes++;
        counts.lines += c == '\n';
        counts.words += !isspace(c) && !in_word;
        in_word = !isspace(c);
    }
    return counts;
}

static void print(const struct counts *counts, const char *name) {
    const long numbers[] = {counts->lines, counts->words, counts->bytes};
    for (int i = 0; i < 3; i++) {
        if (strchr(columns, "lwc"[i]) != NULL)
            printf("%8ld", numbers[i]);
    }
    printf("%s%s\n", *name == '\0' ? "" : " ", name);
}

int main(int argc, char *argv[]) {
    char chosen[16] = "";
    int option, status = 0;
    while ((option = usage_option(argc, argv, "lwc")) != -1) {
        if (strlen(chosen) < sizeof chosen - 1)
            strcat(chosen, (char[]){(char)option, '\0'});
        columns = chosen;
    }
    struct counts total = {0}, counts;
    if (optind == argc) {
        counts = count(stdin);
        print(&counts, "");
    }
    for (int i = optind; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        counts = file == NULL ? (struct counts){0} : count(file);
        if (file == NULL || ferror(file)) {
            warn("%s", argv[i]);
            status = 1;
        } else {
            print(&counts, argv[i]);
        }
        if (file != NULL)
            fclose(file);
        total.lines += counts.lines;
        total.words += counts.words;
        total.bytes += counts.bytes;
    }
    if (argc - optind > 1)
        print(&total, "total");
    return status;
}
