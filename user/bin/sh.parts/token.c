// Cutting text into tokens: words and operators. A word keeps its quotes and what is to be expanded
// in it, so that `if` is a reserved word and "if" is not.
#include "sh.h"

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

// The first of the characters `ends` that is neither quoted nor in brackets, or the text's end.
static const char *find_end(const char *at, const char *ends) {
    while (strchr(ends, *at) == NULL) {
        char c = *at++;
        if (c == '\\') {
            if (*at == '\0' || strcmp(at, "\n") == 0)
                incomplete();
            at++;
        } else if (c == '$' && *at == '(') {
            at = closing(at + 1, ')');
        } else if (c == '(' && *ends == ')') {
            at = closing(at, ')');
        } else if (c == '"' || (c == '\'' && *ends != '"')) {
            at = closing(at, c);
        }
    }
    return at;
}

// What comes behind a quotation or brackets that `end` closes.
const char *closing(const char *at, char end) {
    at = end == '\'' ? strchrnul(at, end) : find_end(at, (char[]){end, '\0'});
    if (*at == '\0')
        incomplete();
    return at + 1;
}

// Lines that a backslash joins are one.
static const char *skip_blanks(const char *at) {
    for (;; at += 2) {
        at += strspn(at, " \t");
        if (*at == '#')
            at += strcspn(at, "\n");
        if (strncmp(at, "\\\n", 2) != 0)
            return at;
        if (at[2] == '\0')
            incomplete();
    }
}

// The token at this place, which moves behind it.
struct token next_token(const char **at) {
    // Where one is the beginning of another, the longer one comes first.
    static const char *const operators[] = {"&&", "||", ">>", "<&", ">&", ";", "&",
                                            "|",  "(",  ")",  "<",  ">",  "\n"};
    const char *start = skip_blanks(*at), *sign = start + strspn(start, "0123456789");
    if (*sign != '<' && *sign != '>')
        sign = start; // a number belongs to redirections only
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t length = strlen(operators[i]);
        if (strncmp(sign, operators[i], length) == 0) {
            *at = sign + length;
            return (struct token){copy(start, *at - start), false};
        }
    }
    *at = find_end(start, " \t\n;&|()<>");
    return (struct token){copy(start, *at - start), *at > start};
}
