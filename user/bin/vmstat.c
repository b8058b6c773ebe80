// vmstat [SECONDS [COUNT]]: prints the frames that are free and in use now, and what the pager has
// done: since boot and, with an interval, in every interval after that.
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct column {
    const char *name, *title;
    bool total; // counts events since boot
} columns[] = {
    {"nr_free_pages", "free", false}, {"nr_file_pages", "file", false},
    {"nr_anon_pages", "anon", false}, {"nr_page_table_pages", "tables", false},
    {"pgfault", "faults", true},      {"pgmajfault", "major", true},
    {"pgfault_file", "filled", true}, {"pgfault_zero", "zeroed", true},
    {"pgfault_copy", "copied", true},
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
    printf("%-37s| pages\n", "frames");
    for (int i = 0; i < COLUMNS; i++)
        printf("%s%8s", i > 0 && columns[i].total && !columns[i - 1].total ? "     |" : "",
               columns[i].title);
    putchar('\n');
}

static void print(const long values[COLUMNS], const long before[COLUMNS]) {
    for (int i = 0; i < COLUMNS; i++) {
        const char *bar = i > 0 && columns[i].total && !columns[i - 1].total ? "     |" : "";
        if (values[i] == MISSING)
            printf("%s%8s", bar, "-");
        else
            printf("%s%8ld", bar, values[i] - (columns[i].total ? before[i] : 0));
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
