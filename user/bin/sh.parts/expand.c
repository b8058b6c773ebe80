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

static const char *expand_part(struct expansion *to, const char *at, char end, bool quoted);

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
        return atoi(name) < parameter_count ? parameters[atoi(name)] : NULL;
    if (*name == '\0' || strchr("?#$!", *name) == NULL)
        return variable(name);
    return copy(text, snprintf(text, sizeof text, "%d", number));
}

// The length of the variable's or parameter's name that begins here; 0 if there is none.
static size_t reference_length(const char *at, bool braces) {
    size_t length = name_length(at), digits = strspn(at, "0123456789");
    if (length > 0)
        return length;
    if (digits > 0)
        return braces ? digits : 1;
    return *at != '\0' && strchr("?#$!", *at) != NULL;
}

// NAME} or NAME:-WORD}; returns what comes behind, as the next function does.
static const char *expand_braces(struct expansion *to, const char *at, bool quoted) {
    const char *end = closing(at, '}', quoted), *rest = at + reference_length(at, true);
    const char *value = value_of(copy(at, rest - at));
    bool otherwise = strncmp(rest, ":-", 2) == 0;
    if (rest == at || (*rest != '}' && !otherwise))
        fail("Bad substitution");
    else if (otherwise && (value == NULL || *value == '\0'))
        expand_part(to, rest + 2, '}', quoted);
    else if (value != NULL)
        put_value(to, value, quoted);
    return end;
}

// What stands behind a $.
static const char *expand_dollar(struct expansion *to, const char *at, bool quoted) {
    if (*at == '{')
        return expand_braces(to, at + 1, quoted);
    if (*at == '(') {
        const char *end = closing(at + 1, ')', false);
        put_output(to, copy(at + 1, end - 1 - (at + 1)), quoted);
        return end;
    }
    if (*at == '@' || *at == '*') {
        put_parameters(to, *at == '@', quoted);
        return at + 1;
    }
    size_t length = reference_length(at, false);
    const char *value = length == 0 ? "$" : value_of(copy(at, length));
    if (value != NULL)
        put_value(to, value, quoted);
    return at + length;
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
        } else if (c == '"') {
            to->begun = true;
            at = expand_part(to, at, '"', true) + 1;
        } else if (c == '\'' && !quoted) {
            for (to->begun = true; *at != '\''; at++)
                put(to, *at, true);
            at++;
        } else {
            put_value(to, (char[]){c, '\0'}, quoted); // in ${x:-a  b} blanks cut, too
        }
    }
    return at;
}

// Adds the arguments that a word stands for to the list.
void expand(const char *word, struct strings *list) {
    struct expansion to = {.field = "", .list = list};
    const char *home = variable("HOME");
    if (word[0] == '~' && (word[1] == '/' || word[1] == '\0') && home != NULL) {
        put_value(&to, home, true);
        word++;
    }
    expand_part(&to, word, '\0', false);
    finish(&to);
}

// The same as a single text.
char *expand_text(const char *word) {
    struct expansion to = {.field = ""};
    expand_part(&to, word, '\0', false);
    unquote(to.field = join(to.field, "", ""));
    return to.field;
}
