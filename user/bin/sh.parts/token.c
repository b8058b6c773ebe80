// Cutting text into tokens: words and operators. A word keeps its quotes and what is to be expanded
// in it, so that `if` is a reserved word and "if" is not.
#include "sh.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// Where one is the beginning of another, the longer one comes first.
static const char *const operators[] = {"&&", "||", ">>", "<&", ">&", ";", "&",
                                        "|",  "(",  ")",  "<",  ">",  "\n"};

size_t name_length(const char *at) {
    size_t length = 0;
    while (isalpha((unsigned char)at[length]) || at[length] == '_' ||
           (length > 0 && isdigit((unsigned char)at[length])))
        length++;
    return length;
}

size_t assignment_length(const char *at) {
    size_t length = name_length(at);
    return length > 0 && at[length] == '=' ? length + 1 : 0;
}

const char *closing(const char *at, char end, bool quoted) {
    while (at != NULL && *at != end) {
        char c = *at++;
        if (c == '\0')
            return NULL;
        if (end == '\'')
            continue;
        if (c == '\\')
            at += *at != '\0';
        else if (c == '$' && (*at == '(' || *at == '{'))
            at = *at == '(' ? closing(at + 1, ')', false) : closing(at + 1, '}', quoted);
        else if (c == '(' && end == ')')
            at = closing(at, ')', quoted);
        else if (c == '`' || c == '"' || (c == '\'' && !quoted))
            at = closing(at, c, true);
    }
    return at == NULL ? NULL : at + 1;
}

static const char *word_end(const char *at) {
    while (at != NULL && strchr(" \t\n;&|()<>", *at) == NULL) {
        char c = *at++;
        if (c == '\\') {
            if (*at == '\0' || strcmp(at, "\n") == 0)
                incomplete();
            at++;
        } else if (c == '$' && (*at == '(' || *at == '{')) {
            at = closing(at + 1, *at == '(' ? ')' : '}', false);
        } else if (c == '\'' || c == '"' || c == '`') {
            at = closing(at, c, true);
        }
    }
    if (at == NULL)
        incomplete();
    return at;
}

static const char *skip_blanks(const char *at) {
    for (;;) {
        at += strspn(at, " \t");
        if (*at == '#')
            at += strcspn(at, "\n");
        if (at[0] != '\\' || at[1] != '\n')
            return at;
        at += 2;
        if (*at == '\0')
            incomplete();
    }
}

struct token next_token(const char **at) {
    const char *start = skip_blanks(*at), *end = NULL;
    size_t digits = strspn(start, "0123456789");
    if (start[digits] != '<' && start[digits] != '>')
        digits = 0;
    struct token token = {.fd = start[digits] == '>'};
    if (digits > 0)
        token.fd = atoi(start);
    for (size_t i = 0; end == NULL && i < sizeof operators / sizeof *operators; i++) {
        size_t length = strlen(operators[i]);
        if (strncmp(start + digits, operators[i], length) == 0)
            end = start + digits + length;
    }
    token.word = end == NULL && *start != '\0';
    start += end == NULL ? 0 : digits;
    *at = end == NULL ? word_end(start) : end;
    token.text = copy(start, *at - start);
    return token;
}
