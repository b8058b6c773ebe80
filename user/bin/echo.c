#include <stdio.h>
#include <string.h>
#include <usage.h>

const char usage[] = "echo [-n] [WORD...]: prints the words\n"
                     "-n: leaves the line open\n";

int main(int argc, char *argv[]) {
    if (usage_help(argc, argv))
        return 0;
    int first = argc > 1 && strcmp(argv[1], "-n") == 0 ? 2 : 1;
    for (int i = first; i < argc; i++)
        printf("%s%s", i > first ? " " : "", argv[i]);
    if (first == 1)
        putchar('\n');
    return fflush(stdout) == 0 ? 0 : 1;
}
