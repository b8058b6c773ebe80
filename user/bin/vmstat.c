// vmstat [SECONDS [COUNT]]: prints the frames that are free and in use now and the pages in swap,
// and what the pager has done: since boot and, with an interval, in every interval after that.
// "drop" are pages of files that were evicted, "out" and "in" pages that went to swap and came
// back.
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct column {
    const char *name, *title;
    int width;
    bool total; // counts events since boot
} columns[] = {
    {"nr_free_pages", "free", 6, false}, {"nr_file_pages", "file", 6, false},
    {"nr_anon_pages", "anon", 6, false}, {"nr_swap_used", "swap", 6, false},
    {"pgfault", "faults", 8, true},      {"pgmajfault", "major", 7, true},
    {"pgfault_file", "filled", 7, true}, {"pgfault_zero", "zeroed", 7, true},
    {"pgfault_copy", "copied", 7, true}, {"pgsteal_file", "drop", 6, true},
    {"pswpout", "out", 6, true},         {"pswpin", "in", 6, true},
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

// Between the frames and the events stands a bar.
static void print_bar(int column) {
    if (column > 0 && columns[column].total && !columns[column - 1].total)
        putchar('|');
}

static void print_titles(void) {
    printf("%-24s| pages\n", "frames");
    for (int i = 0; i < COLUMNS; i++) {
        print_bar(i);
        printf("%*s", columns[i].width, columns[i].title);
    }
    putchar('\n');
}

static void print(const long values[COLUMNS], const long before[COLUMNS]) {
    for (int i = 0; i < COLUMNS; i++) {
        print_bar(i);
        if (values[i] == MISSING)
            printf(" %*s", columns[i].width - 1, "-");
        else
            printf(" %*ld", columns[i].width - 1, values[i] - (columns[i].total ? before[i] : 0));
    }
    putchar('\n');
    fflush(stdout);
}

int main(int argc, char *argv[]) {
    unsigned interval = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    int count = argc > 2 ? atoi(argv[2]) : interval > 0 ? -1 : 1;
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
