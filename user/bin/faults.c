#include <command.h>
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "faults COMMAND [WORD...]: runs a command and prints what its paging did\n"
    "The first column is the command's own, its children included. The second is the\n"
    "whole system's from its start to its end: what else ran counts there, too. A -\n"
    "stands for what the kernel doesn't count.\n";

// The lines of the table, and the counters of /proc/vmstat.
static const struct row {
    const char *title, *counter;
} rows[] = {
    {"page faults", "pgfault"},
    {"  minor: no wait for a disk", NULL},
    {"  major: waited for the disk", "pgmajfault"},
    {"pages filled by faults", NULL},
    {"  from a file", "pgfault_file"},
    {"  with zeroes", "pgfault_zero"},
    {"  with a copy", "pgfault_copy"},
    {"pages evicted", NULL},
    {"  of files, dropped", "pgsteal_file"},
    {"  of data, to swap", "pswpout"},
    {"pages back from swap", "pswpin"},
};
enum { ALL, MINOR, MAJOR, FILLED, EVICTED = FILLED + 4, ROWS = sizeof rows / sizeof *rows };
enum { UNKNOWN = -1 };

static void sample(long values[ROWS]) {
    char line[128], name[64];
    long value;
    FILE *file = fopen("/proc/vmstat", "r");
    if (file == NULL)
        err(1, "/proc/vmstat");
    for (int i = 0; i < ROWS; i++)
        values[i] = UNKNOWN;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%63s %ld", name, &value) != 2)
            continue;
        for (int i = 0; i < ROWS; i++) {
            if (rows[i].counter != NULL && strcmp(rows[i].counter, name) == 0)
                values[i] = value;
        }
    }
    fclose(file);
}

static void add(long values[ROWS], int sum, int parts) {
    values[sum] = values[sum + 1] == UNKNOWN ? UNKNOWN : 0;
    for (int i = sum + 1; values[sum] != UNKNOWN && i <= sum + parts; i++)
        values[sum] += values[i];
}

static void print_number(long value) {
    if (value == UNKNOWN)
        fprintf(stderr, "%10s", "-");
    else
        fprintf(stderr, "%10ld", value);
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (optind == argc)
        usage_error();
    struct rusage usage;
    long before[ROWS], system[ROWS];
    sample(before);
    int status = command_wait(command_start(argv + optind, STDOUT_FILENO), &usage);
    sample(system);
    for (int i = 0; i < ROWS; i++)
        system[i] = system[i] == UNKNOWN ? UNKNOWN : system[i] - before[i];
    system[MINOR] = system[ALL] - system[MAJOR];
    add(system, FILLED, 3);
    add(system, EVICTED, 2);

    const long own[] = {usage.ru_minflt + usage.ru_majflt, usage.ru_minflt, usage.ru_majflt};
    fprintf(stderr, "%-30s%10s%10s\n", "", "command", "system");
    for (int i = 0; i < ROWS; i++) {
        fprintf(stderr, "%-30s", rows[i].title);
        if (i <= MAJOR)
            print_number(own[i]);
        else
            fprintf(stderr, "%10s", "");
        print_number(system[i]);
        fputc('\n', stderr);
    }
    fprintf(stderr, "at most %ld pages were resident at a time (%ld KiB)\n",
            usage.ru_maxrss * 1024 / getpagesize(), usage.ru_maxrss);
    return status;
}
