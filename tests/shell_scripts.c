// Runs small scripts, with the `sh` that PATH has, and prints what they print and their statuses.
// They are in the file /tests/shell/SUBJECT.sh, each below a line that begins with ###. Each has an
// empty directory. tests/shells.py compares the output with dash's.
#define _GNU_SOURCE
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proof.h"

static pid_t start(const char *const argv[], int output) {
    pid_t pid = fork();
    if (pid == 0) {
        if (output >= 0) {
            dup2(output, STDOUT_FILENO);
            dup2(output, STDERR_FILENO);
        }
        execvp(argv[0], (char *const *)argv);
        err(127, "%s", argv[0]);
    }
    return pid;
}

// dash's messages have the number of the line: "sh: 1: x: not found".
static const char *without_number(char *line) {
    size_t digits = strspn(line + 4, "0123456789");
    if (strncmp(line, "sh: ", 4) == 0 && digits > 0 && line[4 + digits] == ':')
        memmove(line + 4, line + 4 + digits + 2, strlen(line + 4 + digits + 2) + 1);
    return line;
}

static void run(const char *script) {
    char directory[] = "/tmp/shell-XXXXXX", *line = NULL;
    size_t size = 0;
    int ends[2], status;
    if (mkdtemp(directory) == NULL || chdir(directory) < 0 || pipe(ends) < 0)
        err(2, "a place for the script");
    fflush(stdout);
    pid_t pid = start((const char *[]){"sh", "-c", script, NULL}, ends[1]);
    close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    while (getline(&line, &size, output) >= 0)
        fputs(without_number(line), stdout);
    fclose(output);
    waitpid(pid, &status, 0);
    printf("-- status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    fflush(stdout);
    chdir("/");
    waitpid(start((const char *[]){"rm", "-r", directory, NULL}, -1), &status, 0);
}

int main(int argc, char *argv[]) {
    char path[4096], script[4096] = "", *line = NULL;
    size_t size = 0;
    if (argc != 2)
        errx(2, "shell_scripts SUBJECT");
    snprintf(path, sizeof path, "%s/../shell/%s.sh", getenv("DATA"), argv[1]);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        err(2, "%s", path);
    bool more;
    do {
        more = getline(&line, &size, file) >= 0;
        if (more && strncmp(line, "### ", 4) != 0) {
            strlcat(script, line, sizeof script);
            continue;
        }
        if (*script != '\0')
            run(script);
        *script = '\0';
        if (more)
            fputs(line, stdout);
    } while (more);
    return 0;
}
