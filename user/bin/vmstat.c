#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "vmstat [SECONDS [COUNT]]: prints what memory holds, and what paging has done\n"
    "First come the counts since boot; with SECONDS, then those of each interval.\n"
    "free, file, anon: frames that are free, hold pages of files, hold data of\n"
    "programs; swap: pages in swap. major: faults that waited for the disk. file,\n"
    "zeroed, copied: what faults filled pages with. drop: pages of files that were\n"
    "evicted; out, in: pages that went to swap, and came back.\n";

static const struct column {
    const char *name, *title;
    int width;
    bool total; // counts events since boot
    const char *before;
} columns[] = {
    {"nr_free_pages", "free", 6, false, ""}, {"nr_file_pages", "file", 6, false, ""},
    {"nr_anon_pages", "anon", 6, false, ""}, {"nr_swap_used", "swap", 6, false, ""},
    {"pgfault", "all", 7, true, "|"},        {"pgmajfault", "major", 6, true, ""},
    {"pgfault_file", "file", 7, true, "|"},  {"pgfault_zero", "zeroed", 7, true, ""},
    {"pgfault_copy", "copied", 7, true, ""}, {"pgsteal_file", "drop", 6, true, "|"},
    {"pswpout", "out", 6, true, ""},         {"pswpin", "in", 6, true, ""},
};
enum { COLUMNS = sizeof columns / sizeof *columns, MISSING = -1 };

static void sample(long values[COLUMNS]) {
    char line[128], name[64];
    long value;
    FILE *file = fopen("/proc/vmstat", "r");
    if (file == NULL)
        err(1, "/proc/vmstat");
    for (int i = 0; i < COLUMNS; i++)
        values[i] = MISSING;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%63s %ld", name, &value) != 2)
            continue;
        for (int i = 0; i < COLUMNS; i++) {
            if (strcmp(columns[i].name, name) == 0)
                values[i] = value;
        }
    }
    fclose(file);
}

static void print_titles(void) {
    puts("pages of 4 KiB now      | page faults | pages filled by them| pages evicted");
    for (int i = 0; i < COLUMNS; i++)
        printf("%s%*s", columns[i].before, columns[i].width, columns[i].title);
    putchar('\n');
}

static void print(const long values[COLUMNS], const long before[COLUMNS]) {
    for (int i = 0; i < COLUMNS; i++) {
        printf("%s", columns[i].before);
        if (values[i] == MISSING)
            printf(" %*s", columns[i].width - 1, "-");
        else
            printf(" %*ld", columns[i].width - 1, values[i] - (columns[i].total ? before[i] : 0));
    }
    putchar('\n');
    fflush(stdout);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    char **words = argv + optind;
    int given = argc - optind;
    int interval = given > 0 ? usage_number(words[0]) : 0;
    int count = given > 1 ? usage_number(words[1]) : interval > 0 ? -1 : 1;
    long before[COLUMNS] = {0}, now[COLUMNS];
    print_titles();
    for (int i = 0; i != count; i++) {
        if (i > 0)
            sleep(interval);
        sample(now);
        print(now, before);
        memcpy(before, now, sizeof now);
    }
    return 0;
}
