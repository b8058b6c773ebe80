// From text to tokens.
#include "sh.h"
#include <stdlib.h>
#include <string.h>

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

void free_tokens(struct token *tokens) {
    for (struct token *token = tokens; token->kind != END; token++)
        free(token->text);
    free(tokens);
}

// All tokens of a text; NULL if it ends within quotes or with a backslash.
struct token *tokenize(const char *at) {
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
