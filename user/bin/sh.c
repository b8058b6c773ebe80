// sh: the shell. sh.parts/sh.h says what it is made of. This file has its beginning and its main
// loop.
#include "sh.parts/sh.h"
#include <sys/auxv.h>

const char usage[] =
    "sh [-c] [COMMANDS|FILE] [ARG...]: the shell, which runs commands\n"
    "They come from FILE, with -c from the argument COMMANDS, else from standard input.\n"
    "It knows if, for, while, { }, ( ), |, &&, ||, !, &, <, >, >>, 2>&1, $x, $(...), * ? [a-z],\n"
    "quotes, and the commands that `help` lists.\n"
    "Arrow keys, Tab, Ctrl-C and Ctrl-Z work as usual. More: `make run ROOT=busybox`.\n";

int status;
char **parameters;
int parameter_count;
bool typed, interactive, job_control;

// An error that ends a script; a shell at which somebody types gives up the command.
int fail(const char *message) {
    warnx("%s", message);
    status = 2;
    if (!interactive)
        exit(status);
    unwinding = ABANDON;
    return status;
}

// Byte by byte: what comes behind the line may be for a command.
char *read_line(int fd) {
    char *line = NULL, c = '\0';
    for (size_t length = 0; c != '\n' && read(fd, &c, 1) == 1;) {
        line = grow(line, length, 1);
        line[length++] = c;
    }
    return line;
}

static char *read_behind_prompt(bool first) {
    const char *prompt = first ? variable("PS1") : "> ";
    if (prompt == NULL) {
        char *directory = getcwd(NULL, 0);
        prompt =
            join(directory == NULL ? "?" : directory, getauxval(AT_UID) == 0 ? " #" : " $", " ");
        free(directory);
    }
    interrupted(); // what that was for is over
    if (first)
        report_jobs();
    return read_typed_line(prompt);
}

// A command that is not complete waits for the next line.
static void run_file(int fd) {
    bool more;
    const char *text = "", *line;
    while ((line = interactive ? read_behind_prompt(*text == '\0') : read_line(fd)) != NULL ||
           interrupted()) {
        text = line == NULL ? "" : join(text, line, "");
        struct node *tree = parse(text, &more);
        if (more)
            continue;
        run(tree);
        text = "";
        release(NULL);
        unwinding = NOTHING;
    }
    run(parse(text, NULL));
}

int main(int argc, char *argv[]) {
    bool command = false;
    while (usage_option(argc, argv, "c") >= 0)
        command = true;
    char **rest = argv + optind;
    const char *first = *rest;
    if (command && first == NULL)
        usage_error();
    rest += command; // the commands themselves are not $0
    parameters = *rest == NULL ? argv : rest;
    parameter_count = *rest == NULL ? 1 : argc - (int)(rest - argv);
    if (command) {
        run(parse(first, NULL));
        return status;
    }
    int fd = first == NULL ? STDIN_FILENO : open(first, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        err(127, "%s", first);
    typed = first == NULL && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    if (typed)
        take_control();
    run_file(fd);
    if (interactive)
        fputc('\n', stderr);
    return status;
}
