#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "free: prints what the memory is used for, and how much of the swap\n"
                     "In KiB (1024 bytes), and in hundredths of all.\n";

// A line of /proc/meminfo, in KiB; -1 if this kernel doesn't have it.
static long value_of(const char *meminfo, const char *name) {
    size_t length = strlen(name);
    for (const char *line = meminfo; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            return atol(line + length + 1);
    }
    return -1;
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    static const struct {
        const char *name, *meaning;
    } parts[] = {{"MemFree", "free"},
                 {"Cached", "page cache: pages of files"},
                 {"AnonPages", "anonymous pages: data, heaps, stacks"},
                 {"PageTables", "page tables"},
                 {"KernelStack", "kernel stacks"},
                 {"Slab", "small kernel objects"}};
    static char meminfo[8192];
    FILE *file = fopen("/proc/meminfo", "r");
    if (file == NULL || fread(meminfo, 1, sizeof meminfo - 1, file) == 0)
        err(1, "/proc/meminfo");
    long total = value_of(meminfo, "MemTotal");
    if (total <= 0)
        errx(1, "/proc/meminfo has no MemTotal");
    printf("%9ld KiB  total\n", total);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        long part = value_of(meminfo, parts[i].name);
        if (part >= 0)
            printf("%9ld KiB %3ld%%  %s\n", part, (part * 100 + total / 2) / total,
                   parts[i].meaning);
    }
    long swap = value_of(meminfo, "SwapTotal"), unused = value_of(meminfo, "SwapFree");
    if (swap > 0)
        printf("%9ld KiB  swap\n%9ld KiB %3ld%%  used\n", swap, swap - unused,
               ((swap - unused) * 100 + swap / 2) / swap);
    return 0;
}
