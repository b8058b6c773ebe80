// Running the tree.
#include "sh.h"
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool exit_on_error;
int loops;
enum unwinding unwinding;
static int tested; // conditions that we are in, whose failure is no error

// --- Redirections --------------------------------------------------------------------------------

struct saved { // a descriptor that was redirected, and where it led
    struct saved *next;
    int fd, copy;
};

// The file or descriptor that a redirection leads to; -1 after a message.
static int open_target(const struct redirection *redirection) {
    const char *target = expand_text(redirection->target);
    bool input = *redirection->operator== '<';
    if (strchr(redirection->operator, '&') != NULL) {
        int fd = isdigit((unsigned char)*target) ? dup(atoi(target)) : -1;
        if (fd < 0)
            warnx("%s: not an open descriptor", target);
        return fd;
    }
    int how = strcmp(redirection->operator, ">>") == 0 ? O_APPEND : O_TRUNC;
    int fd = open(target, input ? O_RDONLY : O_WRONLY | O_CREAT | how, 0666);
    if (fd < 0)
        warn("cannot %s %s", input ? "open" : "create", target);
    return fd;
}

// An open file gets another number.
static void move(int fd, int to) {
    if (fd == to)
        return;
    dup2(fd, to);
    close(fd);
}

// What was redirected is added to `saved`. False if there was an error.
static bool redirect(const struct redirection *redirection, struct saved **saved) {
    for (; redirection != NULL; redirection = redirection->next) {
        struct saved *one = allocate(sizeof *one);
        one->next = *saved;
        one->fd = redirection->fd;
        one->copy = fcntl(one->fd, F_DUPFD_CLOEXEC, 10);
        *saved = one;
        int fd = open_target(redirection);
        if (fd < 0) {
            status = 2;
            return false;
        }
        move(fd, one->fd);
    }
    return true;
}

static void take_back(struct saved *saved, bool keep) {
    for (; saved != NULL; saved = saved->next) {
        if (!keep && saved->copy >= 0)
            dup2(saved->copy, saved->fd);
        else if (!keep)
            close(saved->fd);
        close(saved->copy);
    }
}

// --- Simple commands -----------------------------------------------------------------------------

static void assign(const struct node *node, bool export) {
    for (int i = 0; i < node->words.count; i++) {
        const char *word = node->words.items[i];
        size_t length = assignment_length(word);
        if (length == 0)
            return;
        const char *name = copy(word, length - 1);
        set_variable(name, expand_text(word + length));
        if (export)
            export_variable(name);
    }
}

// This process becomes the program.
static _Noreturn void become(const struct node *node, char **words) {
    struct saved *saved = NULL;
    if (!redirect(node->redirections, &saved))
        exit(status);
    assign(node, true);
    execvp(words[0], words);
    int code = errno == ENOENT ? 127 : 126;
    if (code == 127 && strchr(words[0], '/') == NULL)
        errx(code, typed ? "%s: not found; try `help`" : "%s: not found", words[0]);
    err(code, "%s", words[0]);
}

static _Noreturn void run_and_exit(const struct node *node);

// A child of its own for a program or, without words, for a tree.
static void run_child(const struct node *node, char **words) {
    pid_t group = 0, pid = spawn(&group, true);
    if (pid == 0 && words != NULL)
        become(node, words);
    if (pid == 0)
        run_and_exit(node);
    if (pid > 0)
        await(interactive ? -group : pid, pid);
    take_terminal();
}

void run_program(char **words) {
    run_child(&(struct node){.kind = SIMPLE}, words);
}

// With `last`, this process is only there for that.
static void run_simple(const struct node *node, bool last) {
    struct strings words = {0};
    struct saved *saved = NULL;
    int first = 0;
    substituted = false;
    while (first < node->words.count && assignment_length(node->words.items[first]) > 0)
        first++;
    for (int i = first; i < node->words.count; i++)
        expand(node->words.items[i], &words);
    if (unwinding != NOTHING)
        return;
    builtin_t builtin = words.count == 0 ? NULL : find_builtin(words.items[0]);
    if (words.count > 0 && builtin == NULL) {
        if (last)
            become(node, words.items);
        run_child(node, words.items);
        return;
    }
    if (redirect(node->redirections, &saved)) {
        assign(node, false);
        if (builtin != NULL)
            builtin(words.items);
        else if (!substituted)
            status = 0;
        fflush(stdout);
    }
    take_back(saved, words.count == 1 && strcmp(words.items[0], "exec") == 0);
}

// --- Processes for parts of the tree -------------------------------------------------------------

static _Noreturn void run_and_exit(const struct node *node) {
    if (node->kind == SIMPLE)
        run_simple(node, true);
    else
        run(node);
    exit(status);
}

// One process for each command, which writes into a pipe that the next one reads from.
static void run_pipe(const struct node *node) {
    int count = 1, input = STDIN_FILENO;
    for (const struct node *each = node; each->kind == PIPE; each = each->second)
        count++;
    pid_t group = 0, pids[count];
    for (int i = 0; i < count; i++, node = node->second) {
        int ends[2] = {-1, STDOUT_FILENO};
        if (i < count - 1 && pipe2(ends, O_CLOEXEC) < 0)
            err(2, "pipe");
        pids[i] = spawn(&group, true);
        if (pids[i] == 0) {
            close(ends[0]); // or nobody would get SIGPIPE
            move(input, STDIN_FILENO);
            move(ends[1], STDOUT_FILENO);
            run_and_exit(i < count - 1 ? node->first : node);
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

// Nobody waits. Without job control neither the input nor ^C is for it.
static void run_in_background(const struct node *node) {
    bool control = interactive;
    pid_t group = 0, pid = spawn(&group, false);
    if (pid == 0 && !control) {
        close(STDIN_FILENO);
        open("/dev/null", O_RDONLY);
        signal(SIGINT, SIG_IGN);
        signal(SIGQUIT, SIG_IGN);
    }
    if (pid == 0)
        run_and_exit(node);
    if (pid < 0)
        return;
    last_job = pid;
    status = 0;
}

// --- Conditions and loops ------------------------------------------------------------------------

static bool holds(const struct node *condition) {
    tested++;
    run(condition);
    tested--;
    return status == 0;
}

// Behind a round of a loop: whether it is over.
static bool loop_ends(void) {
    bool ends = unwinding == BREAK || unwinding == ABANDON;
    if (unwinding != ABANDON)
        unwinding = NOTHING;
    return ends;
}

static void run_while(const struct node *node) {
    int last = 0;
    loops++;
    while (holds(node->first) == (node->kind == WHILE) && unwinding == NOTHING) {
        last = run(node->second);
        if (loop_ends())
            break;
    }
    loops--;
    if (!loop_ends())
        status = last;
}

static void run_for(const struct node *node) {
    struct strings items = {0};
    for (int i = 1; i < node->words.count; i++)
        expand(node->words.items[i], &items);
    status = 0;
    loops++;
    for (int i = 0; i < items.count; i++) {
        set_variable(node->words.items[0], items.items[i]);
        run(node->first);
        if (loop_ends())
            break;
    }
    loops--;
}

static void run_compound(const struct node *node) {
    switch (node->kind) {
    case PIPE:
        run_pipe(node);
        break;
    case NOT:
        status = holds(node->first);
        break;
    case AND:
    case OR:
        if (holds(node->first) == (node->kind == AND))
            run(node->second);
        break;
    case SEQUENCE:
        for (; node != NULL && unwinding == NOTHING; node = node->second)
            run(node->first);
        break;
    case BACKGROUND:
        run_in_background(node->first);
        break;
    case SUBSHELL:
        run_child(node->first, NULL);
        break;
    case IF:
        if (holds(node->first))
            run(node->second);
        else if (node->third != NULL)
            run(node->third);
        else
            status = 0;
        break;
    case WHILE:
    case UNTIL:
        run_while(node);
        break;
    case FOR:
        run_for(node);
        break;
    default: // a GROUP
        run(node->first);
    }
}

int run(const struct node *node) {
    if (interrupted()) {
        fputc('\n', stderr);
        unwinding = ABANDON;
    }
    if (node == NULL || unwinding != NOTHING)
        return status;
    struct block *before = mark();
    struct saved *saved = NULL;
    if (node->kind == SIMPLE)
        run_simple(node, false);
    else if (redirect(node->redirections, &saved))
        run_compound(node);
    take_back(saved, false);
    release(before);
    bool judged = node->kind == SIMPLE || node->kind == PIPE || node->kind == SUBSHELL;
    if (judged && status != 0 && exit_on_error && tested == 0)
        exit(status);
    return status;
}
