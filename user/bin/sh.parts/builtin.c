// What the shell does itself, because a child could not do it for the shell.
#include "sh.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void run_cd(char **words) {
    const char *path = words[1] != NULL ? words[1] : getenv("HOME");
    status = path == NULL || chdir(path) < 0;
    if (status != 0)
        warn("cd: %s", path == NULL ? "HOME" : path);
}

static void run_exit(char **words) {
    exit(words[1] != NULL ? atoi(words[1]) : status);
}

static void run_export(char **words) {
    status = 0;
    for (int i = 1; words[i] != NULL; i++) {
        if (strchr(words[i], '=') != NULL)
            putenv(need(strdup(words[i])));
    }
}

static void run_wait(char **words) {
    await(words[1] != NULL ? atoi(words[1]) : -1, 0);
    if (words[1] == NULL)
        status = 0;
}

static void run_fg(char **words) {
    pid_t group = words[1] != NULL ? atoi(words[1]) : last_job;
    status = 1;
    if (group <= 0 || (interactive && tcsetpgrp(STDIN_FILENO, group) < 0) ||
        kill(-group, SIGCONT) < 0)
        warnx("fg: no such job");
    else
        await(-group, 0);
    take_terminal();
}

static void run_exec(char **words) {
    status = 0;
    if (words[1] == NULL)
        return; // its redirections are to stay, which run_here sees to
    set_job_signals(SIG_DFL);
    execvp(words[1], words + 1);
    status = errno == ENOENT ? 127 : 126;
    warn("%s", words[1]);
    if (!interactive)
        exit(status);
    set_job_signals(SIG_IGN);
}

static void run_shift(char **words) {
    (void)words;
    status = parameter_count <= 1;
    if (status == 0) {
        parameters[1] = parameters[0];
        parameters++;
        parameter_count--;
    }
}

static void run_dot(char **words) {
    int fd = words[1] == NULL ? -1 : open(words[1], O_RDONLY | O_CLOEXEC);
    status = fd < 0;
    if (fd < 0) {
        warn(". %s", words[1] == NULL ? "FILE" : words[1]);
        return;
    }
    run_file(fd);
    close(fd);
}

builtin_t find_builtin(const char *name) {
    static const struct {
        const char *name;
        builtin_t run;
    } builtins[] = {{"cd", run_cd},     {"exit", run_exit},  {"export", run_export},
                    {"wait", run_wait}, {"fg", run_fg},      {"exec", run_exec},
                    {".", run_dot},     {"shift", run_shift}};
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
        if (strcmp(builtins[i].name, name) == 0)
            return builtins[i].run;
    }
    return NULL;
}
