// sh: the shell. It reads a line, cuts it into tokens and carries them out from left to right:
//
//     list     = and_or { (";" | "&" | newline) and_or }
//     and_or   = pipeline { ("&&" | "||") pipeline }
//     pipeline = command { "|" command }
//     command  = { NAME=value | word | redirection } | "(" list ")" { redirection }
//
// A word is expanded when its command is about to run: $variables, quotes, and patterns (* ? [a-z])
// that name files. Every variable lives in the environment. On a terminal each pipeline is a
// process group of its own, so that ^C reaches it and not the shell.
//
//     sh                              runs commands from standard input
//     sh FILE [ARG…]                  from a file
//     sh -c TEXT [NAME [ARG…]]
#include "sh.parts/sh.h"
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int status;
char **parameters;
int parameter_count;
bool interactive;
pid_t last_job;

void *need(void *memory) {
    if (memory == NULL)
        err(1, "memory");
    return memory;
}

void strings_add(struct strings *list, char *text) {
    list->items = need(reallocarray(list->items, list->count + 2, sizeof *list->items));
    list->items[list->count++] = need(text);
    list->items[list->count] = NULL;
}

void strings_free(struct strings *list) {
    for (int i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
}

static void run_tokens(struct token *tokens) {
    const struct token *at = tokens;
    run_list(&at);
    if (at->kind != END)
        syntax_error(&at); // a ) too many
    free_tokens(tokens);
}

// Says what became of background jobs, and asks for the next line.
static void prompt(bool first) {
    report_jobs();
    char *directory = getcwd(NULL, 0);
    fprintf(stderr, first ? "%s %c " : "> ", directory == NULL ? "?" : directory,
            getuid() == 0 ? '#' : '$');
    free(directory);
}

// Adds a line to the text. Byte by byte: what comes after it may be for the command.
static bool read_line(int fd, char **text) {
    size_t length = *text == NULL ? 0 : strlen(*text), start = length;
    char c = '\0';
    while (c != '\n' && read(fd, &c, 1) == 1) {
        *text = need(realloc(*text, length + 2));
        (*text)[length++] = c;
        (*text)[length] = '\0';
    }
    return length > start;
}

void run_file(int fd) {
    bool prompting = interactive && fd == STDIN_FILENO;
    char *text = NULL;
    if (prompting)
        prompt(true);
    while (read_line(fd, &text)) {
        struct token *tokens = tokenize(text);
        if (tokens != NULL) {
            free(text);
            text = NULL;
            run_tokens(tokens);
        }
        if (prompting)
            prompt(tokens != NULL);
    }
    if (text != NULL) {
        warnx("a quote is not closed");
        status = 2;
    }
    free(text);
}

int main(int argc, char *argv[]) {
    bool text = argc > 2 && strcmp(argv[1], "-c") == 0;
    int skipped = text && argc > 3 ? 3 : !text && argc > 1 ? 1 : 0; // words before $0
    parameters = argv + skipped;
    parameter_count = text && argc == 3 ? 1 : argc - skipped;
    if (text) {
        struct token *tokens = tokenize(argv[2]);
        if (tokens == NULL)
            errx(2, "a quote is not closed");
        run_tokens(tokens);
        return status;
    }
    int fd = argc > 1 ? open(argv[1], O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (fd < 0)
        err(127, "%s", argv[1]);
    if (argc == 1 && isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
        take_control();
    run_file(fd);
    if (interactive)
        fputc('\n', stderr);
    return status;
}
