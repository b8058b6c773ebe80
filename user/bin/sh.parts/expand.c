// Expansion: from a word as it was written to the arguments that it stands for. In this order:
// $variables and $(commands) are replaced; what of that is not in quotes is cut at its blanks;
// fields with a pattern (* ? [a-z]) become the files that match it.
#include "sh.h"
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool substituted;

// The field being put together is a pattern: in it a backslash precedes what was quoted.
struct expansion {
    char *text;
    size_t length, size;
    bool begun;           // there is a field, even if it is empty
    struct strings *list; // where complete fields go; NULL: all is one field
};

static void put(struct expansion *to, char c, bool quoted) {
    if (to->length + 3 > to->size) {
        char *larger = allocate(to->size = 2 * to->size + 64);
        to->text = to->length == 0 ? larger : memcpy(larger, to->text, to->length);
    }
    if (c == '\\' || (quoted && strchr("*?[", c) != NULL))
        to->text[to->length++] = '\\';
    to->text[to->length++] = c;
    to->text[to->length] = '\0';
    to->begun = true;
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
static void finish(struct expansion *to) {
    glob_t paths = {0};
    char *text = copy(to->length == 0 ? "" : to->text, to->length);
    if (to->begun && (!unquote(text) || glob(to->text, 0, NULL, &paths) != 0))
        strings_add(to->list, text);
    for (size_t i = 0; i < paths.gl_pathc; i++)
        strings_add(to->list, copy(paths.gl_pathv[i], strlen(paths.gl_pathv[i])));
    globfree(&paths);
    *to = (struct expansion){.list = to->list};
}

static void put_value(struct expansion *to, const char *value, bool quoted) {
    for (; *value != '\0'; value++) {
        if (!quoted && to->list != NULL && isspace((unsigned char)*value))
            finish(to);
        else
            put(to, *value, quoted);
    }
}

// "$@" is a field for each parameter, "$*" all of them in one.
static void put_parameters(struct expansion *to, bool each, bool quoted) {
    if (each && quoted)
        to->begun = to->length > 0;
    for (int i = 1; i < parameter_count; i++) {
        if (i > 1 && to->list != NULL && (each || !quoted))
            finish(to);
        else if (i > 1)
            put(to, ' ', true);
        to->begun |= quoted;
        put_value(to, parameters[i], quoted);
    }
}

// What a command writes, without the newlines at its end.
static void put_output(struct expansion *to, const char *command, bool quoted) {
    int ends[2];
    pid_t pid;
    if (pipe(ends) < 0 || (pid = spawn(NULL, false)) < 0)
        err(2, "$()");
    if (pid == 0) {
        close(ends[0]);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[1]);
        run_text(command);
        exit(status);
    }
    close(ends[1]);
    FILE *output = need(fdopen(ends[0], "r"));
    char *text = NULL;
    size_t size;
    ssize_t length = getdelim(&text, &size, '\0', output);
    fclose(output);
    do
        await(pid, pid);
    while (errno == EINTR); // by a ^C, which ends the child as well
    substituted = true;
    while (length > 0 && text[length - 1] == '\n')
        text[--length] = '\0';
    put_value(to, length > 0 ? text : "", quoted);
    free(text);
}

// The value of a variable or a parameter; NULL if it has none.
static const char *value_of(const char *name) {
    int number = *name == '?'   ? status
                 : *name == '#' ? parameter_count - 1
                 : *name == '$' ? getpid()
                                : last_job;
    if (isdigit((unsigned char)*name))
        return atoi(name) < parameter_count ? parameters[atoi(name)] : NULL;
    if (strchr("?#$!", *name) == NULL)
        return variable(name);
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    return copy(text, strlen(text));
}

static const char *expand_part(struct expansion *to, const char *at, char end, bool quoted);

// ${NAME}, ${NAME-WORD} and so on; returns what comes behind.
static const char *expand_braces(struct expansion *to, const char *at, bool quoted) {
    size_t length = name_length(at) + strspn(at, "0123456789");
    const char *name = copy(at, length == 0 && *at != '\0' ? 1 : length),
               *end = closing(at, '}', quoted);
    const char *value = value_of(name);
    at += strlen(name);
    bool colon = *at == ':', set = value != NULL && (!colon || *value != '\0');
    char sign = at[colon];
    at += colon + (sign != '}');
    if (strchr("-+=}", sign) == NULL || (sign == '}' && colon)) {
        fail("Bad substitution");
    } else if (sign != '}' && set == (sign == '+')) {
        if (sign == '=')
            set_variable(name, expand_text(copy(at, end - 1 - at)));
        return expand_part(to, at, '}', quoted) + 1;
    } else if (sign != '+' && set) {
        put_value(to, value, quoted);
    }
    return end;
}

// What stands behind a $; returns what comes behind that.
static const char *expand_dollar(struct expansion *to, const char *at, bool quoted) {
    if (*at == '{')
        return expand_braces(to, at + 1, quoted);
    if (*at == '(') {
        const char *end = closing(at + 1, ')', false);
        put_output(to, copy(at + 1, end - 1 - (at + 1)), quoted);
        return end;
    }
    size_t length = name_length(at);
    if (*at == '@' || *at == '*')
        put_parameters(to, *at == '@', quoted);
    else if (length == 0 && (*at == '\0' || strchr("?#!$0123456789", *at) == NULL))
        return put(to, '$', quoted), at;
    else if (value_of(copy(at, length > 0 ? length : 1)) != NULL)
        put_value(to, value_of(copy(at, length > 0 ? length : 1)), quoted);
    return at + (length > 0 ? length : 1);
}

// Expands a text up to `end`, which is that of the word, of a quotation or of ${ }.
static const char *expand_part(struct expansion *to, const char *at, char end, bool quoted) {
    while (*at != end && unwinding == NOTHING) {
        char c = *at++;
        if (c == '\\' && *at == '\n') {
            at++;
        } else if (c == '\\' && (!quoted || strchr("\"\\$`", *at) != NULL)) {
            put(to, *at++, true);
        } else if (c == '$') {
            at = expand_dollar(to, at, quoted);
        } else if (c == '`') {
            const char *last = closing(at, '`', true) - 1;
            put_output(to, copy(at, last - at), quoted);
            at = last + 1;
        } else if (c == '"') {
            to->begun = true;
            at = expand_part(to, at, '"', true) + 1;
        } else if (c == '\'' && !quoted) {
            for (to->begun = true; *at != '\''; at++)
                put(to, *at, true);
            at++;
        } else {
            put_value(to, (char[]){c, '\0'}, quoted); // in ${x-a  b} blanks cut, too
        }
    }
    return at;
}

void expand(const char *word, struct strings *list) {
    struct expansion to = {.list = list};
    const char *home = variable("HOME");
    if (word[0] == '~' && (word[1] == '/' || word[1] == '\0') && home != NULL) {
        put_value(&to, home, true);
        word++;
    }
    expand_part(&to, word, '\0', false);
    finish(&to);
}

char *expand_text(const char *word) {
    struct expansion to = {0};
    expand_part(&to, word, '\0', false);
    char *text = copy(to.length == 0 ? "" : to.text, to.length);
    unquote(text);
    return text;
}
