// Expansion: from a word as it was written to the arguments it stands for.
#include "sh.h"
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// An argument being put together: a pattern, in which a backslash precedes what was quoted.
struct field {
    char *text;
    size_t length;
    bool begun; // it counts, even if it is empty
};

static void put(struct field *field, char c, bool quoted) {
    field->text = need(realloc(field->text, field->length + 3));
    if (c == '\\' || (quoted && strchr("*?[", c) != NULL))
        field->text[field->length++] = '\\';
    field->text[field->length++] = c;
    field->text[field->length] = '\0';
    field->begun = true;
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
static void finish(struct field *field, struct strings *list, bool match) {
    if (!field->begun)
        return;
    glob_t paths = {0};
    char *text = need(strdup(field->text == NULL ? "" : field->text));
    if (unquote(text) && match && glob(field->text, 0, NULL, &paths) == 0) {
        for (size_t i = 0; i < paths.gl_pathc; i++)
            strings_add(list, strdup(paths.gl_pathv[i]));
        free(text);
    } else {
        strings_add(list, text);
    }
    globfree(&paths);
    free(field->text);
    *field = (struct field){0};
}

// The length of the variable's name that begins here, or 0.
size_t name_length(const char *at) {
    size_t length = 0;
    while (isalpha((unsigned char)at[length]) || at[length] == '_' ||
           (length > 0 && isdigit((unsigned char)at[length])))
        length++;
    return length;
}

// The value of the variable whose name begins here, after its $. Moves behind the name. `number`
// is room for a value that is one.
static const char *variable(const char **at, char number[16]) {
    const char *name = *at;
    bool braces = *name == '{';
    name += braces;
    size_t length = name_length(name);
    bool special = length == 0 && *name != '\0' && strchr("?$#!0123456789", *name) != NULL;
    length += special;
    *at = name + length + (braces && name[length] == '}');
    if (length == 0)
        return "$";
    if (special && isdigit((unsigned char)*name))
        return *name - '0' < parameter_count ? parameters[*name - '0'] : "";
    if (special) {
        int value = *name == '?'   ? status
                    : *name == '$' ? getpid()
                    : *name == '#' ? parameter_count - 1
                                   : last_job;
        snprintf(number, 16, "%d", value);
        return number;
    }
    char copy[length + 1];
    strlcpy(copy, name, length + 1);
    const char *value = getenv(copy);
    return value == NULL ? "" : value;
}

// Adds the fields that a word stands for to the list. With `split`, unquoted values are cut at
// their spaces and patterns are matched with files; else there is one field at most.
void expand(const char *word, struct strings *list, bool split) {
    struct field field = {0};
    char quote = '\0', number[16];
    for (const char *at = word; *at != '\0';) {
        char c = *at++;
        if (c == '\\' && quote != '\'') {
            if (*at == '\n')
                at++;
            else if (quote == '\0' || strchr("\"\\$", *at) != NULL)
                put(&field, *at++, true);
            else
                put(&field, c, true);
        } else if (c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
            field.begun = true;
        } else if (c == '$' && quote != '\'' && *at == '@') {
            at++;
            field.begun = field.length > 0;
            for (int i = 1; i < parameter_count; i++) {
                if (i > 1 && split)
                    finish(&field, list, true);
                else if (i > 1)
                    put(&field, ' ', true);
                field.begun = true;
                for (const char *from = parameters[i]; *from != '\0'; from++)
                    put(&field, *from, true);
            }
        } else if (c == '$' && quote != '\'') {
            for (const char *from = variable(&at, number); *from != '\0'; from++) {
                if (quote == '\0' && split && isspace((unsigned char)*from))
                    finish(&field, list, true);
                else
                    put(&field, *from, quote != '\0');
            }
        } else {
            put(&field, c, quote != '\0');
        }
    }
    finish(&field, list, split);
}

char *expand_one(const char *word) {
    struct strings list = {0};
    expand(word, &list, false);
    char *text = list.count > 0 ? list.items[0] : need(strdup(""));
    free(list.items);
    return text;
}
