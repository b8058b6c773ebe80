#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "pmap PID: prints the ranges of an address space, and where their pages are\n"
    "All numbers are pages. memory: how many are in memory; shared: of these, those\n"
    "that another process maps, too; written: those that differ from the disk, or\n"
    "have no place there; swap: how many are in swap.\n";

// What smaps says of a range, in KiB, and what becomes of it.
enum { SIZE, MEMORY, SHARED, WRITTEN, SWAP, COLUMNS };
static const struct {
    const char *name;
    int column;
} fields[] = {
    {"Size:", SIZE},           {"Rss:", MEMORY},           {"Shared_Clean:", SHARED},
    {"Shared_Dirty:", SHARED}, {"Shared_Dirty:", WRITTEN}, {"Private_Dirty:", WRITTEN},
    {"Swap:", SWAP},
};
static const char *const titles[COLUMNS] = {"pages", "memory", "shared", "written", "swap"};

struct range {
    unsigned long start;
    char rights[8], name[256];
    long kib[COLUMNS];
};

static void print_numbers(const long kib[COLUMNS]) {
    for (int i = 0; i < COLUMNS; i++)
        printf("%8ld", kib[i] * 1024 / getpagesize());
}

static void print_range(const struct range *range, long sums[COLUMNS]) {
    if (*range->rights == '\0')
        return; // there was none yet
    printf("%16lx %s", range->start, range->rights);
    print_numbers(range->kib);
    printf("%s%s\n", *range->name == '\0' ? "" : "  ", range->name);
    for (int i = 0; i < COLUMNS; i++)
        sums[i] += range->kib[i];
}

static void add_field(struct range *range, const char *line) {
    char name[64];
    long kib;
    if (sscanf(line, "%63s %ld", name, &kib) != 2)
        return;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(name, fields[i].name) == 0)
            range->kib[fields[i].column] += kib;
    }
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (optind != argc - 1)
        usage_error();
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%s/smaps", argv[optind]);
    FILE *smaps = fopen(path, "r");
    if (smaps == NULL)
        err(1, "%s", path);
    struct range range = {0}, next = {0};
    long sums[COLUMNS] = {0};
    printf("%16s may ", "from address");
    for (int i = 0; i < COLUMNS; i++)
        printf("%8s", titles[i]);
    printf("\n");
    while (fgets(line, sizeof line, smaps) != NULL) {
        if (sscanf(line, "%lx-%*x %7s %*s %*s %*s %255[^\n]", &next.start, next.rights, next.name) <
            2) {
            add_field(&range, line);
            continue;
        }
        print_range(&range, sums);
        range = next;
        next = (struct range){0};
    }
    print_range(&range, sums);
    printf("%21s", "all");
    print_numbers(sums);
    printf("\n");
    return 0;
}
