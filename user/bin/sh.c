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
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum kind {
    END,
    WORD,
    SEMICOLON,
    BACKGROUND,
    AND,
    OR,
    PIPE,
    OPEN,
    CLOSE,
    INPUT,
    OUTPUT,
    APPEND,
    DUPLICATE
};

struct token {
    enum kind kind;
    int fd;     // of a redirection: the number before < or >, or the usual one
    char *text; // as it was written
};

struct strings { // a growing array that a null pointer ends
    char **items;
    int count;
};

enum { COMMANDS_MAX = 32, REDIRECTIONS_MAX = 8 };

struct redirection {
    enum kind kind;
    int fd;
    char *target;
};

struct command {
    struct strings assignments, words;
    struct redirection redirections[REDIRECTIONS_MAX];
    int redirection_count;
    const struct token *body; // of ( list )
};

static int status;           // $?
static char **parameters;    // $0 $1 …
static int parameter_count;  // $#
static bool interactive;     // on a terminal, with job control
static pid_t shell_group;    // the shell's own process group
static pid_t last_job;       // $!: the group last stopped or sent to the background
static struct termios modes; // the terminal's, as the shell wants them

static void run_list(const struct token **at);
static void run_file(int fd);

static void *need(void *memory) {
    if (memory == NULL)
        err(1, "memory");
    return memory;
}

static void add(struct strings *list, char *text) {
    list->items = need(reallocarray(list->items, list->count + 2, sizeof *list->items));
    list->items[list->count++] = need(text);
    list->items[list->count] = NULL;
}

static void release(struct strings *list) {
    for (int i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
}

// --- From text to tokens ------------------------------------------------------------------------

// The end of the word that begins here; NULL if the word goes on in the next line.
static const char *word_end(const char *at) {
    char quote = '\0';
    for (;; at++) {
        if (*at == '\0')
            return quote == '\0' ? at : NULL;
        if (*at == '\\' && quote != '\'') {
            at++;
            if (*at == '\0' || strcmp(at, "\n") == 0)
                return NULL;
        } else if (quote != '\0') {
            if (*at == quote)
                quote = '\0';
        } else if (*at == '\'' || *at == '"') {
            quote = *at;
        } else if (strchr(" \t\n;&|()<>", *at) != NULL) {
            return at;
        }
    }
}

// Recognises an operator, with the number before a redirection. NULL if there is none here.
static const char *parse_operator(const char *at, struct token *token) {
    static const struct {
        const char *text;
        enum kind kind;
        int fd;
    } operators[] = {{"&&", AND, 0},       {"||", OR, 0},   {">>", APPEND, 1},
                     {">&", DUPLICATE, 1}, {"<", INPUT, 0}, {">", OUTPUT, 1},
                     {";", SEMICOLON, 0},  {"|", PIPE, 0},  {"\n", SEMICOLON, 0},
                     {"(", OPEN, 0},       {")", CLOSE, 0}, {"&", BACKGROUND, 0}};
    size_t digits = strspn(at, "0123456789");
    if (digits > 0 && at[digits] != '<' && at[digits] != '>')
        return NULL;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t length = strlen(operators[i].text);
        if (strncmp(at + digits, operators[i].text, length) == 0) {
            token->kind = operators[i].kind;
            token->fd = digits > 0 ? atoi(at) : operators[i].fd;
            return at + digits + length;
        }
    }
    return NULL;
}

static void free_tokens(struct token *tokens) {
    for (struct token *token = tokens; token->kind != END; token++)
        free(token->text);
    free(tokens);
}

// All tokens of a text; NULL if it ends within quotes or with a backslash.
static struct token *tokenize(const char *at) {
    struct token *tokens = need(calloc(strlen(at) + 1, sizeof *tokens)), *next = tokens;
    for (;;) {
        at += strspn(at, " \t");
        if (*at == '#')
            at += strcspn(at, "\n");
        if (*at == '\0')
            return tokens;
        next->kind = WORD;
        const char *end = parse_operator(at, next);
        if (end == NULL)
            end = word_end(at);
        if (end == NULL)
            break;
        next++->text = need(strndup(at, end - at));
        at = end;
    }
    next->kind = END;
    free_tokens(tokens);
    return NULL;
}

// --- Expansion: from a word as written to the arguments it stands for ---------------------------

// An argument being put together: a pattern, in which a backslash precedes what was quoted.
struct field {
    char *text;
    size_t length;
    bool begun; // it counts, even if it is empty
};

static void put(struct field *field, char c, bool quoted) {
    field->text = need(realloc(field->text, field->length + 3));
    if (c == '\\' || (quoted && strchr("*?[", c) != NULL))
        field->text[field->length++] = '\\';
    field->text[field->length++] = c;
    field->text[field->length] = '\0';
    field->begun = true;
}

// Takes the backslashes out of a field. Whether there is a wildcard without one.
static bool unquote(char *text) {
    bool pattern = false;
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        pattern |= strchr("*?[", *from) != NULL;
        from += *from == '\\';
        *to++ = *from;
    }
    *to = '\0';
    return pattern;
}

// The field is complete: it becomes the files that match it or, if there are none, its text.
static void finish(struct field *field, struct strings *list, bool match) {
    if (!field->begun)
        return;
    glob_t paths = {0};
    char *text = need(strdup(field->text == NULL ? "" : field->text));
    if (unquote(text) && match && glob(field->text, 0, NULL, &paths) == 0) {
        for (size_t i = 0; i < paths.gl_pathc; i++)
            add(list, strdup(paths.gl_pathv[i]));
        free(text);
    } else {
        add(list, text);
    }
    globfree(&paths);
    free(field->text);
    *field = (struct field){0};
}

// The length of the variable's name that begins here, or 0.
static size_t name_length(const char *at) {
    size_t length = 0;
    while (isalpha((unsigned char)at[length]) || at[length] == '_' ||
           (length > 0 && isdigit((unsigned char)at[length])))
        length++;
    return length;
}

// The value of the variable whose name begins here, after its $. Moves behind the name. `number`
// is room for a value that is one.
static const char *variable(const char **at, char number[16]) {
    const char *name = *at;
    bool braces = *name == '{';
    name += braces;
    size_t length = name_length(name);
    bool special = length == 0 && *name != '\0' && strchr("?$#!0123456789", *name) != NULL;
    length += special;
    *at = name + length + (braces && name[length] == '}');
    if (length == 0)
        return "$";
    if (special && isdigit((unsigned char)*name))
        return *name - '0' < parameter_count ? parameters[*name - '0'] : "";
    if (special) {
        int value = *name == '?'   ? status
                    : *name == '$' ? getpid()
                    : *name == '#' ? parameter_count - 1
                                   : last_job;
        snprintf(number, 16, "%d", value);
        return number;
    }
    char copy[length + 1];
    strlcpy(copy, name, length + 1);
    const char *value = getenv(copy);
    return value == NULL ? "" : value;
}

// Adds the fields that a word stands for to the list. With `split`, unquoted values are cut at
// their spaces and patterns are matched with files; else there is one field at most.
static void expand(const char *word, struct strings *list, bool split) {
    struct field field = {0};
    char quote = '\0', number[16];
    for (const char *at = word; *at != '\0';) {
        char c = *at++;
        if (c == '\\' && quote != '\'') {
            if (*at == '\n')
                at++;
            else if (quote == '\0' || strchr("\"\\$", *at) != NULL)
                put(&field, *at++, true);
            else
                put(&field, c, true);
        } else if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
            field.begun = true;
        } else if (c == '$' && quote != '\'' && *at == '@') {
            at++;
            field.begun = field.length > 0;
            for (int i = 1; i < parameter_count; i++) {
                if (i > 1 && split)
                    finish(&field, list, true);
                else if (i > 1)
                    put(&field, ' ', true);
                field.begun = true;
                for (const char *from = parameters[i]; *from != '\0'; from++)
                    put(&field, *from, true);
            }
        } else if (c == '$' && quote != '\'') {
            for (const char *from = variable(&at, number); *from != '\0'; from++) {
                if (quote == '\0' && split && isspace((unsigned char)*from))
                    finish(&field, list, true);
                else
                    put(&field, *from, quote != '\0');
            }
        } else {
            put(&field, c, quote != '\0');
        }
    }
    finish(&field, list, split);
}

static char *expand_one(const char *word) {
    struct strings list = {0};
    expand(word, &list, false);
    char *text = list.count > 0 ? list.items[0] : need(strdup(""));
    free(list.items);
    return text;
}

// --- Commands -----------------------------------------------------------------------------------

// Gives up the rest of the line. Returns false.
static bool syntax_error(const struct token **at) {
    bool line_end = (*at)->kind == END || *(*at)->text == '\n';
    warnx("syntax error at %s", line_end ? "the end of the line" : (*at)->text);
    while ((*at)->kind != END)
        ++*at;
    status = 2;
    return false;
}

// Steps over ( list ), whose list it returns; NULL after an error.
static const struct token *parse_body(const struct token **at) {
    const struct token *body = *at + 1;
    int depth = 0;
    do {
        depth += ((*at)->kind == OPEN) - ((*at)->kind == CLOSE);
        if ((*at)->kind == END)
            return syntax_error(at), NULL;
        ++*at;
    } while (depth > 0);
    return body;
}

static bool parse_command(const struct token **at, struct command *command) {
    *command = (struct command){0};
    const struct token *first = *at;
    if (first->kind == OPEN && (command->body = parse_body(at)) == NULL)
        return false;
    for (; (*at)->kind == WORD || (*at)->kind >= INPUT; ++*at) {
        const char *word = (*at)->text;
        if ((*at)->kind >= INPUT) {
            struct redirection *redirection = &command->redirections[command->redirection_count];
            *redirection = (struct redirection){.kind = (*at)->kind, .fd = (*at)->fd};
            ++*at;
            if ((*at)->kind != WORD || command->redirection_count == REDIRECTIONS_MAX - 1)
                return syntax_error(at);
            redirection->target = expand_one((*at)->text);
            command->redirection_count++;
        } else if (command->body != NULL) {
            return syntax_error(at);
        } else if (command->words.count == 0 && name_length(word) > 0 &&
                   word[name_length(word)] == '=') {
            add(&command->assignments, expand_one(word));
        } else {
            expand(word, &command->words, true);
        }
    }
    return *at != first || syntax_error(at);
}

static void free_command(struct command *command) {
    release(&command->assignments);
    release(&command->words);
    for (int i = 0; i < command->redirection_count; i++)
        free(command->redirections[i].target);
}

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

// --- Jobs ---------------------------------------------------------------------------------------

// On a terminal these are for the foreground job; the shell ignores them.
static void set_job_signals(sighandler_t action) {
    static const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], action);
}

// Forks; -1 if that fails. With job control the child becomes a member of the group, or makes it if
// it is 0; parent and child both see to that, as neither knows who runs first.
static pid_t spawn(pid_t *group, bool foreground) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        warn("fork");
        status = 1;
    } else if (interactive) {
        pid_t member = pid == 0 ? getpid() : pid;
        if (*group == 0)
            *group = member;
        setpgid(member, *group);
        if (foreground)
            tcsetpgrp(STDIN_FILENO, *group);
    }
    if (pid == 0 && interactive) {
        interactive = false;
        set_job_signals(SIG_DFL);
    }
    return pid;
}

// Waits until the process (if negative, all of that group) has ended or is stopped. The fate of
// `last` (of any, if that is 0) becomes the status. Nobody needs to be told of ^C and `yes | head`.
static void await(pid_t which, pid_t last) {
    int news;
    pid_t pid;
    while ((pid = waitpid(which, &news, WUNTRACED)) > 0) {
        int signal = WIFSTOPPED(news) ? WSTOPSIG(news) : WTERMSIG(news);
        if (last == 0 || pid == last || WIFSTOPPED(news))
            status = WIFEXITED(news) ? WEXITSTATUS(news) : 128 + signal;
        if (WIFSTOPPED(news)) {
            last_job = -which;
            fprintf(stderr, "[%d] %s: fg continues it\n", last_job, strsignal(signal));
            return;
        }
        if (WIFSIGNALED(news) && signal != SIGINT && signal != SIGPIPE)
            fprintf(stderr, "%s\n", strsignal(signal));
    }
    if (interactive && status == 128 + SIGINT)
        fputc('\n', stderr);
}

// The shell takes the terminal back, as it was.
static void take_terminal(void) {
    if (!interactive)
        return;
    tcsetpgrp(STDIN_FILENO, shell_group);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

// --- What the shell does itself -----------------------------------------------------------------

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

typedef void (*builtin_t)(char **words);

static builtin_t find_builtin(const char *name) {
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

// --- Running ------------------------------------------------------------------------------------

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

static void run_list(const struct token **at) {
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

static void run_tokens(struct token *tokens) {
    const struct token *at = tokens;
    run_list(&at);
    if (at->kind != END)
        syntax_error(&at); // a ) too many
    free_tokens(tokens);
}

// --- Input --------------------------------------------------------------------------------------

// Says what became of background jobs, and asks for the next line.
static void prompt(bool first) {
    int news;
    pid_t pid;
    while ((pid = waitpid(-1, &news, WNOHANG)) > 0)
        fprintf(stderr, "[%d] ended\n", pid);
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

static void run_file(int fd) {
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

static void take_control(void) {
    interactive = true;
    set_job_signals(SIG_IGN);
    setpgid(0, 0);
    shell_group = getpgrp();
    tcgetattr(STDIN_FILENO, &modes);
    take_terminal();
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
