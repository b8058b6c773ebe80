// What the shell does itself, because a child could not do it for the shell.
#include "sh.h"

static int run_nothing(char **words) {
    (void)words;
    return 0;
}

static int run_cd(char **words) {
    const char *path = words[1] != NULL ? words[1] : variable("HOME");
    int result = chdir(path == NULL ? "" : path);
    if (result < 0)
        warn("cd: %s", path == NULL ? "HOME" : path);
    return result < 0 ? 2 : 0;
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

static int run_unset(char **words) {
    for (int i = 1; words[i] != NULL; i++)
        unset_variable(words[i]);
    return 0;
}

// Without a command its redirections stay, which run.c sees to.
static int run_exec(char **words) {
    if (words[1] != NULL)
        become(words + 1);
    return 0;
}

static int run_shift(char **words) {
    int count = words[1] != NULL ? atoi(words[1]) : 1;
    if (count < 0 || count >= parameter_count)
        return fail("shift: can't shift that many");
    parameters[count] = parameters[0];
    parameters += count;
    parameter_count -= count;
    return 0;
}

static int run_dot(char **words) {
    int fd = words[1] == NULL ? -1 : open(words[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail("cannot open %s", words[1] == NULL ? "a file without a name" : words[1]);
    status = 0;
    run_file(fd);
    close(fd);
    return status;
}

static int run_break(char **words) {
    if (loops > 0)
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

// /etc/help is made with the root file system, of the usage texts of its programs.
static int run_help(char **words) {
    const char *name = words[1];
    if (name == NULL) {
        run(parse("cat /etc/help", NULL));
        printf("%s\nhelp COMMAND explains one of these commands.\n", usage);
    } else if (find_builtin(name) == NULL) {
        run(parse(join("'", name, "' --help"), NULL));
    } else { // its line in our usage text, such as "  cd [DIRECTORY]   changes …"
        const char *line = strstr(usage, join("\n  ", name, " ")) + strlen("\n  ");
        printf("%.*s\n", (int)strcspn(line, "\n"), line);
        status = 0;
    }
    return status;
}

const struct builtin builtins[] = {
    {".", run_dot},         {":", run_nothing},      {"bg", run_job},    {"break", run_break},
    {"cd", run_cd},         {"continue", run_break}, {"exec", run_exec}, {"exit", run_exit},
    {"export", run_export}, {"fg", run_job},         {"help", run_help}, {"read", run_read},
    {"shift", run_shift},   {"unset", run_unset},    {"wait", run_wait}, {NULL, NULL}};

// NULL: there is none.
const struct builtin *find_builtin(const char *name) {
    const struct builtin *each = builtins;
    while (each->name != NULL && strcmp(each->name, name) != 0)
        each++;
    return each->name == NULL ? NULL : each;
}
