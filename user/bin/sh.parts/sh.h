// The shell's parts: a text becomes tokens (token.c), tokens become commands (command.c) whose
// words are expanded (expand.c), and commands run (run.c), some of them within the shell
// (builtin.c), the others as jobs (job.c).
#pragma once
#include <stdbool.h>
#include <sys/types.h>

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

// The shell's state.
extern int status;          // $?: of the last command
extern char **parameters;   // $0 $1 …
extern int parameter_count; // how many, $0 included
extern bool interactive;    // on a terminal, with job control
extern pid_t last_job;      // $!: the group last stopped or sent to the background

// sh.c
// The memory, which the shell cannot do without.
void *need(void *memory);
// Adds a string from malloc, and frees all of them.
void strings_add(struct strings *list, char *text);
void strings_free(struct strings *list);
// Runs what can be read from an open file.
void run_file(int fd);

// token.c
// All tokens of a text, the last one of kind END; NULL if it ends within quotes or with a
// backslash.
struct token *tokenize(const char *text);
void free_tokens(struct token *tokens);

// expand.c
// The length of the variable's name that begins here, or 0.
size_t name_length(const char *at);
// Adds the arguments that a word stands for to the list. With `split`, unquoted values are cut at
// their spaces and patterns are matched with files; else there is one argument at most.
void expand(const char *word, struct strings *list, bool split);
// The same as a single string from malloc.
char *expand_one(const char *word);

// command.c
// Gives up the rest of the line. Returns false.
bool syntax_error(const struct token **at);
// Reads and expands one command. False after a syntax error; the command is to be freed in any
// case.
bool parse_command(const struct token **at, struct command *command);
void free_command(struct command *command);

// job.c
// What the signals do that the terminal sends: SIG_IGN in the shell, SIG_DFL in its jobs.
void set_job_signals(void (*action)(int));
// Makes the shell interactive, and the terminal its own.
void take_control(void);
// Takes the terminal back from a job, as it was.
void take_terminal(void);
// Forks; -1 if that fails. With job control the child becomes a member of the group, or makes it if
// it is 0.
pid_t spawn(pid_t *group, bool foreground);
// Waits until the process (if negative, all of that group) has ended or is stopped. The fate of
// `last` (of any, if that is 0) becomes the status.
void await(pid_t which, pid_t last);
// Tells which jobs in the background have ended.
void report_jobs(void);

// builtin.c
typedef void (*builtin_t)(char **words);
// What runs within the shell under this name, or NULL.
builtin_t find_builtin(const char *name);

// run.c
// Runs tokens to the end, or to the ) that ends a ( list ).
void run_list(const struct token **at);
