// What the shell does itself, because a child could not do it for the shell.
#include "sh.h"

static int run_nothing(char **words) {
    (void)words;
    return 0;
}

static int run_cd(char **words) {
    const char *home = variable("HOME"), *path = words[1] != NULL ? words[1] : home;
    if (path != NULL && chdir(path) == 0)
        return 0;
    warn("cd: %s", path == NULL ? "HOME" : path);
    return 2;
}

static int run_exit(char **words) {
    exit(words[1] != NULL ? atoi(words[1]) : status);
}

static int run_export(char **words) {
    for (int i = 1; words[i] != NULL; i++) {
        size_t length = assignment_length(words[i]);
        char *name = copy(words[i], length > 0 ? length - 1 : strlen(words[i]));
        if (length > 0)
            set_variable(name, words[i] + length);
        export_variable(name);
    }
    return 0;
}

static int run_break(char **words) {
    unwinding = strcmp(words[0], "break") == 0 ? BREAK : CONTINUE;
    return 0;
}

static int run_job(char **words) {
    return continue_job(words[1], strcmp(words[0], "fg") == 0);
}

static int run_wait(char **words) {
    pid_t pid = words[1] != NULL ? atoi(words[1]) : -1;
    status = pid > 0 ? 127 : 0;
    await(pid, pid);
    return status;
}

// Each variable gets a word of the line, the last one all the rest.
static int run_read(char **words) {
    static const char blanks[] = " \t\n";
    const char *line = read_line(STDIN_FILENO), *at = line == NULL ? "" : line;
    words += words[1] != NULL && strcmp(words[1], "-r") == 0;
    for (int i = 1; words[i] != NULL; i++) {
        at += strspn(at, blanks);
        size_t length = words[i + 1] == NULL ? strlen(at) : strcspn(at, blanks);
        char *value = copy(at, length);
        at += length;
        while (length > 0 && strchr(blanks, value[length - 1]) != NULL)
            value[--length] = '\0';
        set_variable(words[i], value);
    }
    return line == NULL || strchr(line, '\n') == NULL;
}

static void run_program(char **words) {
    pid_t group = 0, pid = spawn(&group, true);
    if (pid == 0)
        exit(become(words));
    await(pid, pid);
}

static void print_builtin(const struct builtin *builtin) {
    printf("  %-20s %s\n", join(builtin->name, " ", builtin->arguments), builtin->purpose);
}

// /etc/help is made with the root file system, of the usage texts of its programs.
static int run_help(char **words) {
    const struct builtin *builtin = words[1] == NULL ? NULL : find_builtin(words[1]);
    status = 0;
    if (builtin != NULL) {
        print_builtin(builtin);
    } else if (words[1] != NULL) {
        run_program((char *[]){words[1], "--help", NULL});
    } else {
        run_program((char *[]){"cat", "/etc/help", NULL});
        puts("The shell's own:");
        for (builtin = builtins; builtin->name != NULL; builtin++)
            print_builtin(builtin);
        printf("\n%s\nhelp COMMAND explains one of these commands.\n", usage);
    }
    return status;
}

const struct builtin builtins[] = {
    {":", run_nothing, "[WORD...]", "does nothing, successfully"},
    {"bg", run_job, "[JOB]", "lets a stopped job go on in the background"},
    {"break", run_break, "", "leaves the loop"},
    {"cd", run_cd, "[DIRECTORY]", "changes the working directory, to $HOME without one"},
    {"continue", run_break, "", "begins the next round of the loop"},
    {"exit", run_exit, "[STATUS]", "leaves the shell"},
    {"export", run_export, "NAME[=VALUE]", "hands variables on to programs"},
    {"fg", run_job, "[JOB]", "brings a job to the foreground"},
    {"help", run_help, "[COMMAND]", "lists what there is, or explains one command"},
    {"read", run_read, "NAME...", "reads a line; each variable gets a word, the last the rest"},
    {"wait", run_wait, "[PID]", "waits for what runs in the background"},
    {NULL, NULL, NULL, NULL},
};

// NULL: there is none.
const struct builtin *find_builtin(const char *name) {
    const struct builtin *each = builtins;
    while (each->name != NULL && strcmp(each->name, name) != 0)
        each++;
    return each->name == NULL ? NULL : each;
}
