// The shell's parts, in the order in which a command goes through them. Somebody types it (edit.c,
// complete.c) or a file has it. Text becomes tokens (token.c), tokens a tree (parse.c), and the
// tree runs (run.c): its words are expanded (expand.c, variable.c), and what is not a builtin
// (builtin.c) becomes a process (job.c).
#pragma once
#include <stdbool.h>
#include <sys/types.h>

struct strings { // a growing array that a null pointer ends
    char **items;
    int count;
};

struct redirection {
    struct redirection *next;
    const char *operator; // "<" ">" ">>" "<&" ">&"
    int fd;               // the number before it, or the usual one
    char *target;         // a word
};

// A command as a tree. What its parts are depends on its kind:
enum kind {
    SIMPLE,     // words: NAME=value …, then a program and its arguments
    PIPE,       // first | second, which may be a PIPE in turn
    NOT,        // ! first
    AND,        // first && second
    OR,         // first || second
    SEQUENCE,   // first; and then second, which is a SEQUENCE in turn or NULL
    BACKGROUND, // first &
    SUBSHELL,   // ( first )
    GROUP,      // { first; }
    IF,         // if first; then second; else third; fi
    WHILE,      // while first; do second; done
    UNTIL,      // until first; do second; done
    FOR,        // for words[0] in the other words; do first; done
};
struct node {
    enum kind kind;
    struct node *first, *second, *third;
    struct strings words; // as they were written
    struct redirection *redirections;
};

// sh.c
extern int status;          // $?: of the last command
extern char **parameters;   // $0 $1 …
extern int parameter_count; // how many, $0 included
extern bool typed;          // the commands come from somebody at a terminal …
extern bool interactive;    // … and this is the shell itself and no child, so it has job control
// Memory, zeroed, that stays until release() gets a mark from before.
void *allocate(size_t size);
struct block *mark(void);
void release(struct block *mark);
void *need(void *memory); // what must not be NULL
char *copy(const char *text, size_t length);
char *join(const char *a, const char *b, const char *c);
void strings_add(struct strings *list, char *text);
// An error that ends a script; a shell at which somebody types gives up the command.
void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *read_line(int fd); // NULL at the end
void run_file(int fd);
void run_text(const char *text);

// token.c
struct token {
    char *text; // as it was written; "" is the end
    bool word;  // else it is an operator
    int fd;     // of a redirection
};
// The token at this place, which moves behind it. If the text ends within a word, incomplete().
struct token next_token(const char **at);
// The end of a quotation or of brackets that `end` closes; NULL if that is missing. With `quoted`
// they are within double quotes.
const char *closing(const char *at, char end, bool quoted);
// The length of the variable's name that begins here, or 0; of NAME= alike.
size_t name_length(const char *at);
size_t assignment_length(const char *at);

// parse.c
// The tree of a text. NULL if it is empty, wrong (there was a message), or if *more lines belong to
// it.
struct node *parse(const char *text, bool *more);
_Noreturn void incomplete(void);

// variable.c
const char *variable(const char *name); // NULL: it is not set
void set_variable(const char *name, const char *value);
void export_variable(const char *name); // programs get it, too
void unset_variable(const char *name);

// expand.c
extern bool substituted; // by what a command wrote, whose status counts then
// Adds the arguments that a word stands for to the list.
void expand(const char *word, struct strings *list);
// The same as a single text.
char *expand_text(const char *word);

// run.c
extern bool exit_on_error; // set -e
extern int loops;          // that we are in
// Why commands are skipped: until the loop or, after ^C, until the next prompt.
extern enum unwinding { NOTHING, BREAK, CONTINUE, ABANDON } unwinding;
int run(const struct node *node);
void run_program(char **words);

// job.c
extern pid_t last_job;    // $!: the group last stopped or sent to the background
void take_control(void);  // makes the shell interactive, and the terminal its own
void take_terminal(void); // back from a job, in its old mode
void set_job_signals(bool shell);
bool interrupted(void); // has there been a ^C for the shell since the last call?
// Forks; -1 if that fails. With job control the child becomes a member of the group, makes it if it
// is 0, or stays in the shell's if it is NULL.
pid_t spawn(pid_t *group, bool foreground);
// Waits until the process (if negative, all of that group) has ended or is stopped. What became of
// `last` is the status.
void await(pid_t which, pid_t last);
void report_jobs(void); // that have ended or are stopped
void continue_job(const char *group, bool foreground);

// builtin.c
typedef void (*builtin_t)(char **words);
builtin_t find_builtin(const char *name); // NULL: there is none
const char *builtin_name(int number);     // NULL behind the last one

// edit.c
// Lets somebody type a line behind the prompt; from malloc, NULL at the end and after ^C. False if
// the terminal is not one for that.
bool edit_line(const char *prompt, char **line);

// complete.c
// What the word before the cursor may become, and where it begins.
struct strings find_completions(const char *line, size_t cursor, size_t *start);
