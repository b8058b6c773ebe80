// Running what was read: lists of pipelines of commands.
#include "sh.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool redirect(const struct redirection *redirection) {
    static const int flags[] = {[INPUT] = O_RDONLY,
                                [OUTPUT] = O_WRONLY | O_CREAT | O_TRUNC,
                                [APPEND] = O_WRONLY | O_CREAT | O_APPEND};
    int fd = redirection->kind == DUPLICATE
                 ? dup(atoi(redirection->target))
                 : open(redirection->target, flags[redirection->kind], 0666);
    if (fd < 0 || (fd != redirection->fd && dup2(fd, redirection->fd) < 0)) {
        warn("%s", redirection->target);
        status = 1;
        return false;
    }
    if (fd != redirection->fd)
        close(fd);
    return true;
}

static bool prepare(const struct command *command) {
    for (int i = 0; i < command->assignments.count; i++)
        putenv(need(strdup(command->assignments.items[i])));
    for (int i = 0; i < command->redirection_count; i++) {
        if (!redirect(&command->redirections[i]))
            return false;
    }
    return true;
}

// Runs a builtin, or assignments alone, in the shell itself, and takes redirections back.
static void run_here(struct command *command, builtin_t builtin) {
    int saved[REDIRECTIONS_MAX];
    for (int i = 0; i < command->redirection_count; i++)
        saved[i] = fcntl(command->redirections[i].fd, F_DUPFD_CLOEXEC, 10);
    bool ready = prepare(command);
    if (ready && builtin != NULL)
        builtin(command->words.items);
    else if (ready)
        status = 0;
    fflush(stdout);
    bool keep = command->words.count == 1 && strcmp(command->words.items[0], "exec") == 0;
    for (int i = command->redirection_count - 1; i >= 0; i--) {
        if (!keep && saved[i] >= 0)
            dup2(saved[i], command->redirections[i].fd);
        else if (!keep)
            close(command->redirections[i].fd);
        close(saved[i]);
    }
}

// A child becomes the command.
static _Noreturn void become(struct command *command) {
    if (!prepare(command))
        exit(status);
    char **words = command->words.items;
    if (command->body != NULL) {
        run_list(&command->body);
        exit(status);
    }
    if (words == NULL)
        exit(0);
    builtin_t builtin = find_builtin(words[0]);
    if (builtin != NULL) {
        builtin(words);
        exit(status);
    }
    execvp(words[0], words);
    if (errno == ENOENT && strchr(words[0], '/') == NULL)
        errx(127, "%s: not found", words[0]);
    err(errno == ENOENT ? 127 : 126, "%s", words[0]);
}

// Starts one process a command, each writing into a pipe that the next reads from, and waits for
// all.
static void run_processes(struct command *commands, int count) {
    pid_t group = 0, pids[COMMANDS_MAX];
    int input = STDIN_FILENO;
    for (int i = 0; i < count; i++) {
        int ends[2] = {-1, STDOUT_FILENO};
        if (i < count - 1 && pipe2(ends, O_CLOEXEC) < 0)
            err(1, "pipe");
        pids[i] = spawn(&group, true);
        if (pids[i] == 0) {
            close(ends[0]);
            if (input != STDIN_FILENO)
                dup2(input, STDIN_FILENO);
            if (ends[1] != STDOUT_FILENO)
                dup2(ends[1], STDOUT_FILENO);
            become(&commands[i]);
        }
        if (input != STDIN_FILENO)
            close(input);
        if (ends[1] != STDOUT_FILENO)
            close(ends[1]);
        input = ends[0];
    }
    if (interactive && group > 0)
        await(-group, pids[count - 1]);
    for (int i = 0; i < count && !interactive; i++) {
        if (pids[i] > 0)
            await(pids[i], pids[count - 1]);
    }
    take_terminal();
}

static void run_pipeline(const struct token **at, bool skip) {
    struct command commands[COMMANDS_MAX];
    int count = 0;
    bool valid;
    do
        valid = parse_command(at, &commands[count++]);
    while (valid && (*at)->kind == PIPE && count < COMMANDS_MAX && ++*at);

    builtin_t builtin =
        commands[0].words.count > 0 ? find_builtin(commands[0].words.items[0]) : NULL;
    bool here = builtin != NULL || (commands[0].words.count == 0 && commands[0].body == NULL);
    if (valid && !skip && count == 1 && here)
        run_here(&commands[0], builtin);
    else if (valid && !skip)
        run_processes(commands, count);
    while (count > 0)
        free_command(&commands[--count]);
}

static void run_and_or(const struct token **at) {
    bool skip = false;
    for (;;) {
        run_pipeline(at, skip);
        enum kind kind = (*at)->kind;
        if (kind != AND && kind != OR)
            return;
        skip = (kind == AND) != (status == 0);
        ++*at;
    }
}

// The end of the and_or that begins here.
static const struct token *and_or_end(const struct token *at) {
    for (int depth = 0; at->kind != END; at++) {
        depth += (at->kind == OPEN) - (at->kind == CLOSE);
        if (depth < 0 || (depth == 0 && (at->kind == SEMICOLON || at->kind == BACKGROUND)))
            break;
    }
    return at;
}

// Nobody waits, and the terminal's input is not for it.
static void run_in_background(const struct token **at) {
    pid_t group = 0, pid = spawn(&group, false);
    if (pid == 0) {
        redirect(&(struct redirection){.kind = INPUT, .target = "/dev/null"});
        run_and_or(at);
        exit(status);
    }
    if (pid > 0) {
        last_job = pid;
        status = 0;
    }
    *at = and_or_end(*at);
}

void run_list(const struct token **at) {
    while ((*at)->kind != END && (*at)->kind != CLOSE) {
        if ((*at)->kind == SEMICOLON) {
            ++*at;
            continue;
        }
        if (and_or_end(*at)->kind == BACKGROUND)
            run_in_background(at);
        else
            run_and_or(at);
        if ((*at)->kind == SEMICOLON || (*at)->kind == BACKGROUND)
            ++*at;
        else if ((*at)->kind != END && (*at)->kind != CLOSE)
            syntax_error(at);
    }
}
