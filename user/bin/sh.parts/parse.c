// From tokens to a tree, by recursive descent: one function for each rule of the grammar.
//
//     list     = and_or { (";" | "&" | newline) and_or }
//     and_or   = pipeline { ("&&" | "||") pipeline }
//     pipeline = ["!"] command { "|" command }
//     command  = simple | compound { redirection }
//     compound = "(" list ")" | "{" list "}" | if | while | until | for
//     simple   = { word | redirection }
#include "sh.h"
#include <setjmp.h>
#include <string.h>

enum { INCOMPLETE = 1, WRONG }; // why there is no tree
static jmp_buf no_tree;
static const char *at;     // what comes behind
static struct token token; // the token that we look at

static struct node *list(void);
static struct node *pipeline(void);

void incomplete(void) {
    longjmp(no_tree, INCOMPLETE);
}

static void advance(void) {
    token = next_token(&at);
}

static bool is(const char *text) {
    return strcmp(token.text, text) == 0;
}

static bool accept(const char *text) {
    bool found = is(text);
    if (found)
        advance();
    return found;
}

static void skip_newlines(void) {
    while (accept("\n"))
        continue;
}

static _Noreturn void unexpected(void) {
    if (is(""))
        incomplete();
    fail("Syntax error: \"%s\" unexpected", is("\n") ? "newline" : token.text);
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

static bool redirection(struct node *node) {
    if (token.word || strchr("<>", *token.text) == NULL || is(""))
        return false;
    struct redirection *new = allocate(sizeof *new), **link = &node->redirections;
    new->operator= token.text;
    new->fd = token.fd;
    advance();
    new->target = token.text;
    if (!token.word)
        unexpected();
    advance();
    while (*link != NULL)
        link = &(*link)->next;
    *link = new;
    return true;
}

static void words(struct node *node) {
    for (; token.word; advance())
        strings_add(&node->words, token.text);
}

// A reserved word or an operator that cannot begin a command: here a list ends.
static bool at_end(void) {
    static const char *const ends[] = {"", "then", "else", "elif", "fi", "do", "done", "}", ")"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (is(ends[i]))
            return true;
    }
    return false;
}

static struct node *simple(void) {
    struct node *node = make(SIMPLE, NULL, NULL);
    do
        words(node);
    while (redirection(node));
    if (node->words.count == 0 && node->redirections == NULL)
        unexpected();
    return node;
}

static struct node *if_clause(void) {
    struct node *node = make(IF, list(), NULL);
    expect("then");
    node->second = list();
    if (accept("elif")) {
        node->third = if_clause();
        return node;
    }
    if (accept("else"))
        node->third = list();
    expect("fi");
    return node;
}

static struct node *do_group(void) {
    expect("do");
    struct node *body = list();
    expect("done");
    return body;
}

static struct node *for_loop(void) {
    struct node *node = make(FOR, NULL, NULL);
    if (name_length(token.text) != strlen(token.text))
        unexpected();
    strings_add(&node->words, token.text);
    advance();
    skip_newlines();
    if (accept("in"))
        words(node);
    else
        strings_add(&node->words, "\"$@\"");
    accept(";");
    skip_newlines();
    node->first = do_group();
    return node;
}

static struct node *command(void) {
    struct node *node;
    if (at_end()) {
        unexpected();
    } else if (accept("(")) {
        node = make(SUBSHELL, list(), NULL);
        expect(")");
    } else if (accept("{")) {
        node = make(GROUP, list(), NULL);
        expect("}");
    } else if (accept("if")) {
        node = if_clause();
    } else if (is("while") || is("until")) {
        node = make(is("while") ? WHILE : UNTIL, NULL, NULL);
        advance();
        node->first = list();
        node->second = do_group();
    } else if (accept("for")) {
        node = for_loop();
    } else {
        return simple();
    }
    while (redirection(node))
        continue;
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
        enum kind kind = is("&&") ? AND : OR;
        advance();
        skip_newlines();
        left = make(kind, left, pipeline());
    }
    return left;
}

static struct node *list(void) {
    struct node *all = NULL, **link = &all;
    skip_newlines();
    do {
        struct node *node = *link = make(SEQUENCE, and_or(), NULL);
        link = &node->second;
        if (is("&"))
            node->first = make(BACKGROUND, node->first, NULL);
        if (!is(";") && !is("&") && !is("\n"))
            break;
        advance();
        skip_newlines();
    } while (!at_end());
    return all;
}

struct node *parse(const char *text, bool *more) {
    int why = setjmp(no_tree);
    *more = why == INCOMPLETE;
    if (why != 0)
        return NULL;
    at = text;
    advance();
    skip_newlines();
    struct node *tree = is("") ? NULL : list();
    if (!is(""))
        unexpected();
    return tree;
}
