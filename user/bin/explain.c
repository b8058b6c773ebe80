// The last page faults in sentences. The kernel keeps their facts in /proc/faults, once a 1 was
// written there.
#include "explain.parts/sentences.h"
#include <command.h>
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "explain [-n N] [-f FILE] [PID | COMMAND...]: says in sentences what page faults did\n"
    "Who touched what, what the record and the page table entry said, what was done and\n"
    "why, what it cost: of the last faults that the kernel has kept, or of those of a\n"
    "process, or of a command that it runs. -n: no more than the last N.\n"
    "\n"
    "The kernel keeps the last 64, from the first use of explain on, or since a 1 was\n"
    "written to /proc/faults; a 0 ends that. -f reads such a file. Only root may.\n";

enum { KEPT = 64, LINE = 1024 };

static const char *path = "/proc/faults";
static char lines[KEPT][LINE]; // a ring
static size_t count;

static FILE *open_faults(void) {
    FILE *file = fopen(path, "r");
    if (file == NULL && errno == ENOENT && strncmp(path, "/proc/", 6) == 0)
        errx(1, "this kernel keeps no record of its page faults: there is no %s", path);
    if (file == NULL)
        err(1, "%s", path);
    return file;
}

// Reads the faults of the process (0: of all but this one); returns whether the kernel keeps more.
static bool read_faults(unsigned long pid) {
    FILE *file = open_faults();
    bool recording = false;
    unsigned long own = (unsigned long)getpid();
    char line[LINE];
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned long whose = fact(line, "pid");
        if (strncmp(line, "recording ", 10) == 0)
            recording = line[10] == '1';
        else if (strncmp(line, "fault ", 6) == 0 && (pid == 0 ? whose != own : whose == pid))
            strcpy(lines[count++ % KEPT], line);
    }
    fclose(file);
    return recording;
}

static void record(const char *word) {
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(word, file) == EOF || fclose(file) == EOF)
        err(1, "%s", path);
}

static void print_last(size_t most) {
    size_t n = count < KEPT ? count : KEPT;
    if (n > most)
        n = most;
    for (size_t i = count - n; i < count; i++) {
        explain(lines[i % KEPT]);
        if (i + 1 < count)
            putchar('\n');
    }
    if (n == 0)
        printf("None of the last %d page faults that the kernel keeps is of this process.\n", KEPT);
}

static int explain_command(char *const argv[], size_t most) {
    struct rusage used;
    bool recording = read_faults(0);
    count = 0;
    record("1");
    pid_t pid = command_start(argv, STDOUT_FILENO);
    int status = command_wait(pid, &used);
    read_faults((unsigned long)pid);
    if (!recording)
        record("0");
    print_last(most);
    return status;
}

int main(int argc, char *argv[]) {
    size_t most = KEPT;
    for (int option; (option = usage_option(argc, argv, "n:f:")) != -1;) {
        if (option == 'n')
            most = (size_t)usage_number(optarg);
        else
            path = optarg;
    }
    const char *word = optind < argc ? argv[optind] : "0";
    bool is_pid = optind >= argc - 1 && word[strspn(word, "0123456789")] == '\0';
    if (!is_pid)
        return explain_command(argv + optind, most);
    if (read_faults(strtoul(word, NULL, 10)) || count > 0 || strcmp(path, "/proc/faults") != 0) {
        print_last(most);
    } else {
        record("1");
        printf("The kernel has kept no page faults so far. It does from now on.\n");
    }
    return 0;
}
