// Matching names with shell patterns. The star needs no recursion: when a match fails, only the
// last star can help by taking one character more.
#include <fnmatch.h>
#include <stdbool.h>
#include <stddef.h>

// Matches one character with the set that begins at `pattern`, after the '['. Returns where the
// set ends (after the ']'), or NULL if there is no ']'.
static const char *match_set(const char *pattern, char c, bool *matched) {
    bool inverted = *pattern == '!' || *pattern == '^', found = false;
    if (inverted)
        pattern++;
    const char *first = pattern;
    for (; *pattern != ']' || pattern == first; pattern++) {
        if (*pattern == '\0')
            return NULL;
        char low = *pattern, high = low;
        if (pattern[1] == '-' && pattern[2] != ']' && pattern[2] != '\0') {
            high = pattern[2];
            pattern += 2;
        }
        if (low <= c && c <= high)
            found = true;
    }
    *matched = found != inverted;
    return pattern + 1;
}

// Matches one character with the first element of the pattern. Returns the rest of the pattern, or
// NULL if it doesn't match.
static const char *match_one(const char *pattern, char c, int flags) {
    bool matched = false;
    if (*pattern == '?' || *pattern == '[') {
        if (c == '/' && (flags & FNM_PATHNAME))
            return NULL;
    }
    if (*pattern == '?')
        return pattern + 1;
    if (*pattern == '[') {
        const char *rest = match_set(pattern + 1, c, &matched);
        if (rest != NULL)
            return matched ? rest : NULL;
    }
    if (*pattern == '\\' && !(flags & FNM_NOESCAPE) && pattern[1] != '\0')
        pattern++;
    return *pattern == c ? pattern + 1 : NULL;
}

int fnmatch(const char *pattern, const char *name, int flags) {
    const char *after_star = NULL, *retry = NULL;
    if ((flags & FNM_PERIOD) && *name == '.' && *pattern != '.')
        return FNM_NOMATCH;
    while (*name != '\0' || *pattern == '*') {
        if (*pattern == '*') {
            after_star = ++pattern;
            retry = name;
            continue;
        }
        const char *rest = *pattern == '\0' ? NULL : match_one(pattern, *name, flags);
        if (rest != NULL) {
            pattern = rest;
            name++;
            continue;
        }
        if (after_star == NULL || *retry == '\0' || (*retry == '/' && (flags & FNM_PATHNAME)))
            return FNM_NOMATCH;
        name = ++retry;
        pattern = after_star;
    }
    return *pattern == '\0' ? 0 : FNM_NOMATCH;
}
