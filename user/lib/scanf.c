// Formatted input from strings.
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A conversion: %[*][width][length]type.
struct conversion {
    bool skip;    // convert, but store nothing
    size_t width; // at most so many characters
    int length;   // in bytes, of an integer
};

static const char *skip_space(const char *at) {
    while (isspace((unsigned char)*at))
        at++;
    return at;
}

static const char *parse_conversion(const char *at, struct conversion *c) {
    *c = (struct conversion){.width = SIZE_MAX, .length = sizeof(int)};
    if (*at == '*') {
        c->skip = true;
        at++;
    }
    if (isdigit((unsigned char)*at))
        c->width = strtoul(at, (char **)&at, 10);
    for (;; at++) {
        if (*at == 'h')
            c->length /= 2;
        else if (strchr("lztj", *at) != NULL && *at != '\0')
            c->length = sizeof(long);
        else
            return at;
    }
}

static void store_integer(const struct conversion *c, void *to, long n) {
    if (!c->skip)
        memcpy(to, &n, c->length); // little-endian: the low bytes come first
}

// Reads an integer. Returns where it ends, or NULL if there is none.
static const char *scan_integer(const struct conversion *c, char type, const char *text, void *to) {
    int base = type == 'x' || type == 'X' || type == 'p' ? 16
               : type == 'o'                             ? 8
               : type == 'i'                             ? 0
                                                         : 10;
    char digits[72], *end;
    strlcpy(digits, text, c->width < sizeof digits ? c->width + 1 : sizeof digits);
    long n =
        type == 'd' || type == 'i' ? strtol(digits, &end, base) : (long)strtoul(digits, &end, base);
    if (end == digits)
        return NULL;
    store_integer(c, to, n);
    return text + (end - digits);
}

// How many characters of `text` belong to the set at `format`, which is the text between [ and ].
// Moves `format` behind it.
static size_t span_set(const char **format, const char *text) {
    bool member[256] = {false};
    const char *at = *format;
    bool inverted = *at == '^';
    if (inverted)
        at++;
    const char *first = at;
    for (; *at != '\0' && (*at != ']' || at == first); at++) {
        unsigned char low = *at, high = low;
        if (at[1] == '-' && at[2] != ']' && at[2] != '\0') {
            high = at[2];
            at += 2;
        }
        for (int c = low; c <= high; c++)
            member[c] = true;
    }
    *format = *at == ']' ? at + 1 : at;
    size_t n = 0;
    while (text[n] != '\0' && member[(unsigned char)text[n]] != inverted)
        n++;
    return n;
}

// Copies the n characters found, or as many as the width allows. Returns where they end, or NULL
// if there were none.
static const char *store_text(const struct conversion *c, const char *text, size_t n, char *to,
                              bool terminated) {
    if (n > c->width)
        n = c->width;
    if (n == 0)
        return NULL;
    if (!c->skip) {
        memcpy(to, text, n);
        if (terminated)
            to[n] = '\0';
    }
    return text + n;
}

// Carries out a conversion that stores text or a number. Returns where its input ends, or NULL if
// the input doesn't fit.
static const char *convert(const struct conversion *c, char type, const char *text,
                           const char **format, void *to) {
    switch (type) {
    case 's':
        return store_text(c, text, strcspn(text, " \t\n\v\f\r"), to, true);
    case '[':
        return store_text(c, text, span_set(format, text), to, true);
    case 'c':
        return store_text(c, text, c->width == SIZE_MAX ? 1 : strnlen(text, c->width), to, false);
    default:
        return scan_integer(c, type, text, to);
    }
}

int vsscanf(const char *restrict text, const char *restrict format, va_list args) {
    const char *at = text, *next = format;
    int stored = 0;
    while (*next != '\0') {
        if (isspace((unsigned char)*next)) {
            at = skip_space(at);
            next++;
            continue;
        }
        if (*next != '%' || next[1] == '%') { // must be there as it stands
            next += *next == '%';
            if (*at != *next)
                return *at == '\0' && stored == 0 ? EOF : stored;
            at++;
            next++;
            continue;
        }

        struct conversion c;
        next = parse_conversion(next + 1, &c);
        char type = *next++;
        void *to = c.skip ? NULL : va_arg(args, void *);
        if (type == 'n') {
            store_integer(&c, to, at - text);
            continue;
        }
        if (type != 'c' && type != '[')
            at = skip_space(at);
        if (*at == '\0')
            return stored == 0 ? EOF : stored;
        at = convert(&c, type, at, &next, to);
        if (at == NULL)
            return stored;
        stored += !c.skip;
    }
    return stored;
}

int sscanf(const char *restrict text, const char *restrict format, ...) {
    va_list args;
    va_start(args, format);
    int stored = vsscanf(text, format, args);
    va_end(args);
    return stored;
}
