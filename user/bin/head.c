#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "head [-n LINES] [FILE...]: prints the first lines (10) of files\n"
                     "Without FILE, those of its standard input.\n";

static void print(FILE *file, long lines) {
    for (int c; lines > 0 && (c = getc(file)) != EOF;) {
        putchar(c);
        lines -= c == '\n';
    }
}

int main(int argc, char *argv[]) {
    long lines = 10;
    int option, status = 0;
    while ((option = usage_option(argc, argv, "n:")) != -1)
        lines = atol(optarg);
    if (optind == argc)
        print(stdin, lines);
    for (int i = optind; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        if (file == NULL) {
            warn("%s", argv[i]);
            status = 1;
            continue;
        }
        if (argc - optind > 1)
            printf("%s==> %s <==\n", i > optind ? "\n" : "", argv[i]);
        print(file, lines);
        fclose(file);
    }
    return status;
}
