// The shell's parts, in the order in which a command goes through them. Somebody types it (edit.c,
// complete.c) or a file has it. Text becomes tokens (token.c), tokens a tree (parse.c), and the
// tree runs (run.c): its words are expanded (expand.c, variable.c), and what is not a builtin
// (builtin.c) becomes a process (job.c). All of them build texts and lists in memory.c.
#pragma once
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

struct strings { // a growing array that a null pointer ends
    char **items;
    int count;
};

enum kind {
    SIMPLE,     // assignments, then words: a command and its arguments
    PIPE,       // first | second
    NOT,        // ! first
    AND,        // first && second
    OR,         // first || second
    SEQUENCE,   // first; second, and { first; }
    BACKGROUND, // first &
    SUBSHELL,   // ( first )
    IF,         // if first; then second; else third; fi
    WHILE,      // while first; do second; done
    FOR,        // for variable in words; do first; done
};
struct node { // a command, as a tree
    enum kind kind;
    struct node *first, *second, *third;
    const char *variable;
    struct strings assignments, words; // as they were written
    struct strings redirections;       // in turn an operator, such as 2>, and a word
};

// memory.c: see there
void *allocate(size_t size);
struct block *mark(void);
void release(struct block *mark);
void *grow(void *array, size_t count, size_t size);
void append(struct strings *list, char *text);
char *copy(const char *text, size_t length);
char *join(const char *a, const char *b, const char *c);
void *need(void *memory);

// sh.c
extern int status;              // $?: of the last command
extern char **parameters;       // $0 $1 …
extern int parameter_count;     // how many, $0 included
extern bool typed, interactive; // somebody types the commands; and this process is no child
extern bool job_control;        // … and the kernel has process groups
int fail(const char *message);
char *read_line(int fd); // NULL at the end

// edit.c, complete.c
char *read_typed_line(const char *prompt); // NULL at the end and after ^C
struct strings find_completions(const char *line, size_t cursor, size_t *start);

// token.c, parse.c
struct token {
    char *text; // as it was written; "" is the end
    bool word;  // else it is an operator
};
struct token next_token(const char **at);
const char *closing(const char *at, char end);
size_t name_length(const char *at);       // of the name that begins here, or 0
size_t assignment_length(const char *at); // of NAME= alike
_Noreturn void incomplete(void);          // the text ends within a word
struct node *parse(const char *text, bool *more);

// expand.c, variable.c
extern bool substituted; // by what a command wrote, whose status counts then
void expand(const char *word, struct strings *list);
char *expand_text(const char *word);
const char *variable(const char *name);                 // NULL: it is not set
void set_variable(const char *name, const char *value); // no part of its old value
void export_variable(const char *name);                 // programs get it, too

// run.c
// Why commands are skipped: until the loop or, after ^C, until the next prompt.
extern enum unwinding { NOTHING, BREAK, CONTINUE, ABANDON } unwinding;
int run(const struct node *node);
pid_t run_at_pipe(const struct node *node, const int ends[], int end, pid_t *group);
int become(char **words); // returns only if that fails

// builtin.c
extern const struct builtin {
    const char *name;
    int (*run)(char **words); // returns the status
    const char *arguments, *purpose;
} builtins[]; // behind the last one is a null pointer
const struct builtin *find_builtin(const char *name);

// job.c
extern pid_t last_job; // $!: the group last stopped or sent to the background
void take_control(void);
bool interrupted(void);
pid_t spawn(pid_t *group, bool foreground);
void await(pid_t which, pid_t last);
void report_jobs(void);
int continue_job(const char *group, bool foreground);
