// What the shell does itself, because a child could not do it for the shell.
#include "sh.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

static void run_nothing(char **words) {
    (void)words;
    status = 0;
}

static void run_cd(char **words) {
    const char *path = words[1] != NULL ? words[1] : variable("HOME");
    status = path == NULL || chdir(path) < 0;
    if (status != 0)
        warn("cd: %s", path == NULL ? "HOME" : path);
    status *= 2;
}

static void run_exit(char **words) {
    exit(words[1] != NULL ? atoi(words[1]) : status);
}

static void run_export(char **words) {
    status = 0;
    for (int i = 1; words[i] != NULL; i++) {
        size_t length = assignment_length(words[i]);
        char *name = copy(words[i], length > 0 ? length - 1 : strlen(words[i]));
        if (length > 0)
            set_variable(name, words[i] + length);
        export_variable(name);
    }
}

static void run_unset(char **words) {
    status = 0;
    for (int i = 1; words[i] != NULL; i++)
        unset_variable(words[i]);
}

static void run_exec(char **words) {
    status = 0;
    if (words[1] == NULL)
        return; // its redirections are to stay, which run.c sees to
    set_job_signals(false);
    execvp(words[1], words + 1);
    status = errno == ENOENT ? 127 : 126;
    warn("%s", words[1]);
    if (!interactive)
        exit(status);
    set_job_signals(true);
}

static void run_shift(char **words) {
    int count = words[1] != NULL ? atoi(words[1]) : 1;
    status = 0;
    if (count < 0 || count >= parameter_count) {
        fail("shift: can't shift that many");
        return;
    }
    parameters[count] = parameters[0];
    parameters += count;
    parameter_count -= count;
}

static void run_set(char **words) {
    bool on = words[1] != NULL && strcmp(words[1], "-e") == 0;
    status = 0;
    if (on || (words[1] != NULL && strcmp(words[1], "+e") == 0))
        exit_on_error = on;
    else
        fail("set: it knows -e and +e only");
}

static void run_dot(char **words) {
    int fd = words[1] == NULL ? -1 : open(words[1], O_RDONLY | O_CLOEXEC);
    status = 0;
    if (fd < 0) {
        fail("cannot open %s", words[1] == NULL ? "a file without a name" : words[1]);
        return;
    }
    run_file(fd);
    close(fd);
}

static void run_break(char **words) {
    status = 0;
    if (loops > 0)
        unwinding = *words[0] == 'b' ? BREAK : CONTINUE;
}

static void run_fg(char **words) {
    continue_job(words[1], true);
}

static void run_bg(char **words) {
    continue_job(words[1], false);
}

static void run_wait(char **words) {
    pid_t pid = words[1] != NULL ? atoi(words[1]) : -1;
    status = pid > 0 ? 127 : 0;
    await(pid, pid);
}

// Each variable gets a word of the line, the last one all the rest.
static void run_read(char **words) {
    char *line = read_line(STDIN_FILENO), *at = line;
    status = line == NULL || strchr(line, '\n') == NULL;
    words += words[1] != NULL && strcmp(words[1], "-r") == 0;
    for (int i = 1; words[i] != NULL; i++) {
        at += line == NULL ? 0 : strspn(at, " \t\n");
        size_t length = line == NULL ? 0 : words[i + 1] == NULL ? strlen(at) : strcspn(at, " \t\n");
        char *value = copy(line == NULL ? "" : at, length);
        at += length;
        while (length > 0 && strchr(" \t\n", value[length - 1]) != NULL)
            value[--length] = '\0';
        set_variable(words[i], value);
    }
    free(line);
}

// Prints the lines of /etc/help about programs that show something, or about the others.
static void list_programs(const char *heading, bool demos) {
    char line[256];
    FILE *file = fopen("/etc/help", "r");
    if (file == NULL)
        return;
    puts(heading);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *name = join(" ", copy(line, strcspn(line, " :")), " ");
        if ((strstr(" lazy cow stack hog vmstat maps poweroff ", name) != NULL) == demos)
            printf("  %s", line);
    }
    fclose(file);
}

// Prints a line such as "  cd [DIRECTORY]   changes …".
static void explain_builtin(const char *name) {
    const char *wanted = join("\n  ", name, " "), *line = strstr(usage, wanted);
    if (line != NULL)
        printf("%.*s\n", (int)strcspn(line + 3, "\n"), line + 3);
}

// /etc/help is made with the root file system, of the usage texts of its programs.
static void run_help(char **words) {
    status = 0;
    if (words[1] != NULL && find_builtin(words[1]) != NULL) {
        explain_builtin(words[1]);
    } else if (words[1] != NULL) {
        run_program((char *[]){words[1], "--help", NULL});
    } else {
        list_programs("Try these first:", true);
        list_programs("\nThe other programs:", false);
        printf("\n%s\nhelp COMMAND explains one of these commands.\n", usage);
    }
}

static const struct {
    const char *name;
    builtin_t run;
} builtins[] = {
    {".", run_dot},         {":", run_nothing},      {"bg", run_bg},       {"break", run_break},
    {"cd", run_cd},         {"continue", run_break}, {"exec", run_exec},   {"exit", run_exit},
    {"export", run_export}, {"fg", run_fg},          {"help", run_help},   {"read", run_read},
    {"set", run_set},       {"shift", run_shift},    {"unset", run_unset}, {"wait", run_wait},
};
enum { BUILTINS = sizeof builtins / sizeof *builtins };

builtin_t find_builtin(const char *name) {
    for (int i = 0; i < BUILTINS; i++) {
        if (strcmp(builtins[i].name, name) == 0)
            return builtins[i].run;
    }
    return NULL;
}

const char *builtin_name(int number) {
    return number < BUILTINS ? builtins[number].name : NULL;
}
