// Expansion: from a word as it was written to the arguments that it stands for. In this order:
// $variables and $(commands) are replaced; what of that is not in quotes is cut at its blanks;
// fields with a pattern (* ? [a-z]) become the files that match it.
#include "sh.h"
#include <glob.h>

bool substituted;

struct expansion {
    char *field; // being put together, as a pattern: in it a backslash precedes what was quoted
    size_t length;
    bool begun;           // there is a field, even if it is empty
    struct strings *list; // where complete fields go; NULL: all is one field
};

static void put_byte(struct expansion *to, char c) {
    to->field = grow(to->field, to->length, 1);
    to->field[to->length++] = c;
    to->begun = true;
}

static void put(struct expansion *to, char c, bool quoted) {
    if (c == '\\' || (quoted && strchr("*?[", c) != NULL))
        put_byte(to, '\\');
    put_byte(to, c);
}

// Takes the backslashes out. Whether there is a wildcard without one.
static bool unquote(char *text) {
    bool pattern = false;
    char *to = text;
    for (const char *from = text; *from != '\0'; *to++ = *from++) {
        pattern |= strchr("*?[", *from) != NULL;
        from += *from == '\\';
    }
    *to = '\0';
    return pattern;
}

// The field is complete: it becomes the files that match it or, if there are none, its text.
static void finish(struct expansion *to) {
    glob_t paths = {0};
    char *text = join(to->field, "", "");
    if (to->begun && (!unquote(text) || glob(to->field, 0, NULL, &paths) != 0))
        append(to->list, text);
    for (size_t i = 0; i < paths.gl_pathc; i++)
        append(to->list, copy(paths.gl_pathv[i], strlen(paths.gl_pathv[i])));
    globfree(&paths);
    *to = (struct expansion){.field = "", .list = to->list};
}

// A variable may have no value (NULL). Without a list, blanks stay: an assignment is not cut.
static void put_value(struct expansion *to, const char *value, bool quoted) {
    for (; value != NULL && *value != '\0'; value++) {
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
        if (i > 1 && each && to->list != NULL)
            finish(to);
        else if (i > 1)
            put_value(to, " ", quoted);
        to->begun |= quoted;
        put_value(to, parameters[i], quoted);
    }
}

// What a command writes, without the newlines at its end.
static void put_output(struct expansion *to, const char *command, bool quoted) {
    int ends[2];
    if (pipe(ends) < 0)
        err(2, "$()");
    pid_t pid = run_at_pipe(parse(command, NULL), ends, 1, NULL);
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
    char text[16];
    int number = *name == '?'   ? status
                 : *name == '#' ? parameter_count - 1
                 : *name == '$' ? getpid()
                                : last_job;
    if (isdigit((unsigned char)*name))
        return *name - '0' < parameter_count ? parameters[*name - '0'] : NULL;
    if (name_length(name) > 0)
        return variable(name);
    return copy(text, snprintf(text, sizeof text, "%d", number));
}

// What stands behind a $. Returns what comes behind that.
static const char *expand_dollar(struct expansion *to, const char *at, bool quoted) {
    if (*at == '(') {
        const char *end = closing(at + 1, ')');
        put_output(to, copy(at + 1, end - at - 2), quoted);
        return end;
    }
    if (*at == '@' || *at == '*') {
        put_parameters(to, *at == '@', quoted);
        return at + 1;
    }
    bool braces = *at == '{';
    at += braces;
    size_t length = name_length(at);
    if (length == 0 && *at != '\0' && strchr("?#$!0123456789", *at) != NULL)
        length = 1;
    if (braces && (length == 0 || at[length] != '}'))
        fail("Bad substitution");
    put_value(to, length == 0 ? "$" : value_of(copy(at, length)), quoted);
    return at + length + braces;
}

static void expand_parts(struct expansion *to, const char *at) {
    bool quoted = false; // between double quotes
    while (unwinding == NOTHING && *at != '\0') {
        char c = *at++;
        if (c == '\\' && *at == '\n') {
            at++;
        } else if (c == '\\' && (!quoted || strchr("\"\\$`", *at) != NULL)) {
            put(to, *at++, true);
        } else if (c == '$') {
            at = expand_dollar(to, at, quoted);
        } else if (c == '"') {
            quoted = !quoted;
            to->begun |= quoted;
        } else if (c == '\'' && !quoted) {
            for (to->begun = true; *at != '\''; at++)
                put(to, *at, true);
            at++;
        } else {
            put(to, c, quoted);
        }
    }
}

// Adds the arguments that a word stands for to the list.
void expand(const char *word, struct strings *list) {
    struct expansion to = {.field = "", .list = list};
    expand_parts(&to, word);
    finish(&to);
}

// The same as a single text.
char *expand_text(const char *word) {
    struct expansion to = {.field = ""};
    expand_parts(&to, word);
    unquote(to.field = join(to.field, "", ""));
    return to.field;
}
