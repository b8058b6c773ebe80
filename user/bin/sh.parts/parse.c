// From tokens to a tree, by recursive descent: one function for each rule of the grammar.
//
//     list     = and_or { (";" | "&" | newline) and_or }
//     and_or   = pipeline { ("&&" | "||") pipeline }
//     pipeline = ["!"] command { "|" command }
//     command  = simple | compound { redirection }
//     compound = "(" list ")" | "{" list "}" | if | while | for
//     simple   = { word | redirection }
#include "sh.h"
#include <setjmp.h>

enum { INCOMPLETE = 1, WRONG };
static jmp_buf no_tree;    // for one of these reasons
static const char *at;     // what comes behind
static struct token token; // the token that we look at

static struct node *list(void);

void incomplete(void) {
    longjmp(no_tree, INCOMPLETE);
}

static bool is(const char *text) {
    return strcmp(token.text, text) == 0;
}

// The token's text; the next token takes its place.
static char *take(void) {
    char *text = token.text;
    token = next_token(&at);
    return text;
}

static bool accept(const char *text) {
    bool found = is(text);
    if (found)
        take();
    return found;
}

static void skip_newlines(void) {
    while (accept("\n"))
        continue;
}

static _Noreturn void unexpected(void) {
    if (is(""))
        incomplete();
    fail(join("Syntax error: \"", is("\n") ? "newline" : token.text, "\" unexpected"));
    longjmp(no_tree, WRONG);
}

static void expect(const char *text) {
    if (!accept(text))
        unexpected();
}

static struct node *make(enum kind kind, struct node *first, struct node *second) {
    struct node *node = allocate(sizeof *node);
    *node = (struct node){.kind = kind, .first = first, .second = second};
    return node;
}

// Adds redirections to a command and, if it is a simple one, words, as long as there are any.
static void add_parts(struct node *node) {
    for (;;) {
        if (node->kind == SIMPLE && token.word) {
            bool assigns = node->words.count == 0 && assignment_length(token.text) > 0;
            append(assigns ? &node->assignments : &node->words, take());
        } else if (!token.word && strpbrk(token.text, "<>") != NULL) {
            append(&node->redirections, take());
            if (!token.word)
                unexpected();
            append(&node->redirections, take());
        } else {
            return;
        }
    }
}

// A reserved word or an operator that cannot begin a command: here a list ends.
static bool at_end(void) {
    static const char ends[] = " then else elif fi do done } ) ";
    return is("") || strstr(ends, join(" ", token.text, " ")) != NULL;
}

static struct node *list_before(const char *end) {
    struct node *node = list();
    expect(end);
    return node;
}

static struct node *if_clause(void) {
    struct node *node = make(IF, list_before("then"), NULL);
    node->second = list();
    if (accept("elif"))
        node->third = if_clause();
    else if (accept("else"))
        node->third = list_before("fi");
    else
        expect("fi");
    return node;
}

static struct node *while_loop(void) {
    struct node *condition = list_before("do");
    return make(WHILE, condition, list_before("done"));
}

static struct node *for_loop(void) {
    struct node *node = make(FOR, NULL, NULL);
    if (name_length(token.text) != strlen(token.text))
        unexpected();
    node->variable = take();
    skip_newlines();
    expect("in");
    while (token.word)
        append(&node->words, take());
    accept(";");
    skip_newlines();
    expect("do");
    node->first = list_before("done");
    return node;
}

static struct node *command(void) {
    if (at_end() || (!token.word && strpbrk(token.text, "(<>") == NULL))
        unexpected();
    struct node *node = accept("(")       ? make(SUBSHELL, list_before(")"), NULL)
                        : accept("{")     ? make(SEQUENCE, list_before("}"), NULL)
                        : accept("if")    ? if_clause()
                        : accept("while") ? while_loop()
                        : accept("for")   ? for_loop()
                                          : make(SIMPLE, NULL, NULL);
    add_parts(node);
    return node;
}

static struct node *pipeline(void) {
    if (accept("!"))
        return make(NOT, pipeline(), NULL);
    struct node *first = command();
    if (!accept("|"))
        return first;
    skip_newlines();
    return make(PIPE, first, pipeline());
}

static struct node *and_or(void) {
    struct node *left = pipeline();
    while (is("&&") || is("||")) {
        enum kind kind = *take() == '&' ? AND : OR;
        skip_newlines();
        left = make(kind, left, pipeline());
    }
    return left;
}

static struct node *list(void) {
    struct node *all = NULL;
    skip_newlines();
    do {
        struct node *next = and_or();
        if (is("&"))
            next = make(BACKGROUND, next, NULL);
        all = all == NULL ? next : make(SEQUENCE, all, next);
        if (!accept(";") && !accept("&") && !accept("\n"))
            break;
        skip_newlines();
    } while (!at_end());
    return all;
}

// The tree of a text. NULL if it is empty, wrong (there was a message), or if *more lines belong to
// it. If `more` is NULL, there are no more lines.
struct node *parse(const char *text, bool *more) {
    int why = setjmp(no_tree);
    if (more != NULL)
        *more = why == INCOMPLETE;
    else if (why == INCOMPLETE)
        fail("Syntax error: the end is missing");
    if (why != 0)
        return NULL;
    at = text;
    take();
    skip_newlines();
    struct node *tree = is("") ? NULL : list();
    if (!is(""))
        unexpected();
    return tree;
}
