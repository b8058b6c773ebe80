// Running the tree.
#include "sh.h"
#include <signal.h>

enum unwinding unwinding;

static void run_node(const struct node *node, bool last);

static void assign(struct strings assignments, bool export) {
    for (int i = 0; i < assignments.count; i++) {
        const char *text = assignments.items[i];
        size_t length = assignment_length(text);
        const char *name = copy(text, length - 1);
        set_variable(name, expand_text(text + length));
        if (export)
            export_variable(name);
    }
}

// This process becomes the program. If that fails, the status says why.
int become(char **words) {
    execvp(words[0], words);
    status = errno == ENOENT ? 127 : 126;
    if (status == 127 && strchr(words[0], '/') == NULL)
        warnx(typed ? "%s: not found; try `help`" : "%s: not found", words[0]);
    else
        warn("%s", words[0]);
    return status;
}

static bool is_program(struct strings words) {
    return words.count > 0 && find_builtin(words.items[0]) == NULL;
}

// Programs come here in processes of their own only.
static void run_simple(const struct node *node, struct strings words) {
    assign(node->assignments, is_program(words));
    if (is_program(words))
        exit(become(words.items));
    if (words.count > 0)
        status = find_builtin(words.items[0])->run(words.items);
    else if (!substituted)
        status = 0;
    fflush(stdout);
}

static struct strings expand_all(struct strings words) {
    struct strings expanded = {0};
    substituted = false;
    for (int i = 0; i < words.count; i++)
        expand(words.items[i], &expanded);
    return expanded;
}

static _Noreturn void run_and_exit(const struct node *node) {
    if (node != NULL)
        run_node(node, true);
    exit(status);
}

// A process whose output (end 1) or input (end 0) is that end of a pipe.
pid_t run_at_pipe(const struct node *node, const int ends[], int end, pid_t *group) {
    pid_t pid = spawn(group, true);
    if (pid == 0) {
        dup2(ends[end], end);
        close(ends[0]); // or nobody would get SIGPIPE
        close(ends[1]);
        run_and_exit(node);
    }
    return pid;
}

// The second part may be a PIPE in turn, whose process waits for all of that.
static void run_pipe(const struct node *node) {
    int ends[2];
    pid_t group = 0;
    if (pipe(ends) < 0)
        err(2, "pipe");
    pid_t left = run_at_pipe(node->first, ends, 1, &group);
    pid_t right = run_at_pipe(node->second, ends, 0, &group);
    close(ends[0]);
    close(ends[1]);
    await(job_control ? -group : left, right);
    if (!job_control)
        await(right, right);
}

// An open file gets another number.
static void move(int fd, int to) {
    if (fd != to) {
        dup2(fd, to);
        close(fd);
    }
}

// Without job control, neither the terminal's input nor its signals are for it (POSIX).
static void run_in_background(const struct node *node) {
    bool control = job_control;
    pid_t group = 0, pid = spawn(&group, false);
    if (pid == 0 && !control) {
        move(open("/dev/null", O_RDONLY), STDIN_FILENO);
        signal(SIGINT, SIG_IGN);
        signal(SIGQUIT, SIG_IGN);
    }
    if (pid == 0)
        run_and_exit(node);
    last_job = pid;
    status = pid < 0 ? 2 : 0;
}

// Before a round. Whether there may be one.
static bool goes_on(void) {
    if (unwinding == CONTINUE)
        unwinding = NOTHING;
    return unwinding == NOTHING;
}

static void leave_loop(int last) {
    if (unwinding != ABANDON) {
        unwinding = NOTHING;
        status = last;
    }
}

static void run_while(const struct node *node) {
    int last = 0;
    while (goes_on() && run(node->first) == 0 && unwinding == NOTHING)
        last = run(node->second);
    leave_loop(last);
}

static void run_for(const struct node *node) {
    struct strings items = expand_all(node->words);
    int last = 0;
    for (int i = 0; goes_on() && i < items.count; i++) {
        set_variable(node->variable, items.items[i]);
        last = run(node->first);
    }
    leave_loop(last);
}

static void run_kind(const struct node *node, struct strings words) {
    switch (node->kind) {
    case SIMPLE:
        run_simple(node, words);
        break;
    case PIPE:
        run_pipe(node);
        break;
    case NOT:
        status = run(node->first) == 0;
        break;
    case AND:
    case OR:
        if ((run(node->first) == 0) == (node->kind == AND))
            run(node->second);
        break;
    case SEQUENCE:
        run(node->first);
        run(node->second);
        break;
    case BACKGROUND:
        run_in_background(node->first);
        break;
    case SUBSHELL:
        run_and_exit(node->first); // only in a process of its own
    case IF:
        if (run(node->first) == 0)
            run(node->second);
        else if (node->third != NULL)
            run(node->third);
        else
            status = 0;
        break;
    case WHILE:
        run_while(node);
        break;
    case FOR:
        run_for(node);
    }
}

// The file or descriptor that a redirection leads to; -1 after a message.
static int open_target(const char *sign, const char *target) {
    int how = sign[0] == '<'   ? O_RDONLY
              : sign[1] == '>' ? O_WRONLY | O_CREAT | O_APPEND
                               : O_WRONLY | O_CREAT | O_TRUNC;
    int open_one = isdigit((unsigned char)*target) ? atoi(target) : -1;
    int fd = sign[1] == '&' ? dup(open_one) : open(target, how, 0666);
    if (fd < 0) {
        warn("%s", target);
        status = 2;
    }
    return fd;
}

// Runs a command behind its redirections, beginning with this one, and takes them back.
static void run_redirected(const struct node *node, struct strings words, int i) {
    if (i == node->redirections.count) {
        run_kind(node, words);
        return;
    }
    const char *start = node->redirections.items[i], *sign = strpbrk(start, "<>");
    int fd = sign > start ? atoi(start) : *sign == '>';
    int saved = fcntl(fd, F_DUPFD_CLOEXEC, 10);
    int file = open_target(sign, expand_text(node->redirections.items[i + 1]));
    if (file >= 0) {
        move(file, fd);
        run_redirected(node, words, i + 2);
    }
    if (saved >= 0)
        move(saved, fd);
    else
        close(fd);
}

// With `last`, this process is only there for that.
static void run_node(const struct node *node, bool last) {
    struct strings words = {0};
    if (node->kind == SIMPLE)
        words = expand_all(node->words);
    if (unwinding != NOTHING)
        return;
    bool apart = !last && (node->kind == SUBSHELL || is_program(words));
    pid_t group = 0, pid = apart ? spawn(&group, true) : 0;
    if (pid == 0)
        run_redirected(node, words, 0);
    else
        await(job_control ? -group : pid, pid);
    if (pid == 0 && apart)
        exit(status);
}

int run(const struct node *node) {
    if (interrupted()) {
        fputc('\n', stderr);
        unwinding = ABANDON;
    }
    if (node != NULL && unwinding == NOTHING) {
        struct block *before = mark();
        run_node(node, false);
        release(before);
    }
    return status;
}
