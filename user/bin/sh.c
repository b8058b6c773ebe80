// sh: the shell. sh.parts/sh.h says what it is made of. This file has its beginning, its main loop,
// and its memory.
#include "sh.parts/sh.h"
#include <err.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "sh [-e] [-c] [COMMANDS|FILE] [ARG...]: the shell, which runs commands\n"
    "They come from FILE, with -c from the argument COMMANDS, else from standard input.\n"
    "-e ends the shell after a command that fails. It knows if, for, while, until, { }, ( ),\n"
    "|, &&, ||, !, &, <, >, >>, 2>&1, $x, ${x:-y}, $(...), * ? [a-z], quotes, and these:\n"
    "  . FILE               runs the commands of a file in this shell\n"
    "  : [WORD...]          does nothing, successfully\n"
    "  bg [JOB]             lets a stopped job go on in the background\n"
    "  break                leaves the loop\n"
    "  cd [DIRECTORY]       changes the working directory, to $HOME without one\n"
    "  continue             begins the next round of the loop\n"
    "  exec [COMMAND]       becomes the command; without one its redirections stay\n"
    "  exit [STATUS]        leaves the shell\n"
    "  export NAME[=VALUE]  hands variables on to programs\n"
    "  fg [JOB]             brings a job to the foreground\n"
    "  help [COMMAND]       lists what there is, or explains one command\n"
    "  read NAME...         reads a line; each variable gets a word, the last the rest\n"
    "  set -e, set +e       after a command that fails the shell ends, or does not\n"
    "  shift [N]            $2 becomes $1, and so on\n"
    "  unset NAME...        forgets variables\n"
    "  wait [PID]           waits for what runs in the background\n"
    "Arrow keys, Tab, Ctrl-C and Ctrl-Z work as usual. More: `make run ROOT=busybox`.\n";

int status;
char **parameters;
int parameter_count;
bool typed, interactive;

// --- Memory: what a command needs while it runs is released all at once --------------------------

struct block {
    struct block *older;
    max_align_t contents[];
};
static struct block *newest;

void *need(void *memory) {
    if (memory == NULL)
        err(2, "memory");
    return memory;
}

void *allocate(size_t size) {
    struct block *block = need(calloc(1, sizeof *block + size));
    block->older = newest;
    newest = block;
    return block->contents;
}

struct block *mark(void) {
    return newest;
}

void release(struct block *mark) {
    while (newest != mark) {
        struct block *block = newest;
        newest = block->older;
        free(block);
    }
}

char *copy(const char *text, size_t length) {
    return memcpy(allocate(length + 1), text, length);
}

char *join(const char *a, const char *b, const char *c) {
    char *text = allocate(strlen(a) + strlen(b) + strlen(c) + 1);
    stpcpy(stpcpy(stpcpy(text, a), b), c);
    return text;
}

// The array doubles when the count is a power of two.
void strings_add(struct strings *list, char *text) {
    if ((list->count & (list->count - 1)) == 0) {
        char **larger = allocate((2 * list->count + 2) * sizeof *larger);
        if (list->count > 0)
            memcpy(larger, list->items, list->count * sizeof *larger);
        list->items = larger;
    }
    list->items[list->count++] = text;
}

// --- The main loop -------------------------------------------------------------------------------

void fail(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vwarnx(format, args);
    va_end(args);
    status = 2;
    if (!interactive)
        exit(status);
    unwinding = ABANDON;
}

// Byte by byte: what comes behind the line may be for a command.
char *read_line(int fd) {
    char *line = NULL, c = '\0';
    for (size_t length = 0; c != '\n' && read(fd, &c, 1) == 1; line[length] = '\0') {
        line = need(realloc(line, length + 2));
        line[length++] = c;
    }
    return line;
}

static char *read_typed_line(bool first) {
    char *directory = getcwd(NULL, 0), *line;
    const char *prompt = first ? variable("PS1") : "> ";
    if (prompt == NULL)
        prompt = join(directory == NULL ? "?" : directory, getuid() == 0 ? " #" : " $", " ");
    free(directory);
    interrupted(); // what that was for is over
    if (first)
        report_jobs();
    if (edit_line(prompt, &line))
        return line;
    fputs(prompt, stderr);
    return read_line(STDIN_FILENO);
}

static void no_more(void) {
    fail("Syntax error: the end is missing");
}

// A line that is not complete waits for the next one.
void run_file(int fd) {
    char *line;
    const char *text = "";
    struct block *before = mark();
    for (;;) {
        bool more, prompting = interactive && fd == STDIN_FILENO;
        line = prompting ? read_typed_line(*text == '\0') : read_line(fd);
        if (line == NULL && !(prompting && interrupted()))
            break;
        text = line == NULL ? "" : join(text, line, "");
        free(line);
        struct node *tree = parse(text, &more);
        if (more)
            continue;
        run(tree);
        text = "";
        release(before);
        unwinding = NOTHING;
    }
    if (*text != '\0')
        no_more();
}

void run_text(const char *text) {
    bool more;
    struct node *tree = parse(text, &more);
    if (more)
        no_more();
    run(tree);
}

int main(int argc, char *argv[]) {
    bool command = false;
    for (int option; (option = usage_option(argc, argv, "ce")) >= 0;) {
        command |= option == 'c';
        exit_on_error |= option == 'e';
    }
    char **rest = argv + optind;
    const char *first = *rest;
    if (command && first == NULL)
        usage_error();
    rest += command; // the commands themselves are not $0
    parameters = *rest == NULL ? argv : rest;
    parameter_count = *rest == NULL ? 1 : argc - (int)(rest - argv);
    if (command) {
        run_text(first);
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
