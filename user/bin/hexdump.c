#include <ctype.h>
#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "hexdump [-s OFFSET] [-n BYTES] [FILE]: prints bytes in hexadecimal and as text\n"
    "-s: leaves out the first OFFSET bytes    -n: ends after so many BYTES\n";

static void print_line(long offset, const unsigned char *bytes, size_t n) {
    printf("%08lx:", offset);
    for (size_t i = 0; i < 16; i++) {
        if (i < n)
            printf("%s%02x", i % 2 == 0 ? " " : "", bytes[i]);
        else
            printf("%s  ", i % 2 == 0 ? " " : "");
    }
    printf("  ");
    for (size_t i = 0; i < n; i++)
        putchar(isprint(bytes[i]) ? bytes[i] : '.');
    putchar('\n');
}

int main(int argc, char *argv[]) {
    long offset = 0, left = LONG_MAX;
    int option;
    while ((option = usage_option(argc, argv, "s:n:")) != -1)
        *(option == 's' ? &offset : &left) = strtol(optarg, NULL, 0);
    FILE *file = optind < argc ? fopen(argv[optind], "r") : stdin;
    if (file == NULL)
        err(1, "%s", argv[optind]);
    if (offset != 0 && fseek(file, offset, SEEK_SET) < 0)
        err(1, "seek");
    unsigned char bytes[16];
    size_t n;
    while (left > 0 && (n = fread(bytes, 1, left < 16 ? (size_t)left : 16, file)) > 0) {
        print_line(offset, bytes, n);
        offset += (long)n;
        left -= (long)n;
    }
    if (ferror(file))
        err(1, "read");
    return 0;
}
