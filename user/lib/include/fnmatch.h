// Matching names with shell patterns (POSIX).
#pragma once

#define FNM_NOMATCH 1
#define FNM_PATHNAME 1 // wildcards do not match '/'
#define FNM_NOESCAPE 2 // a backslash is an ordinary character
#define FNM_PERIOD 4   // a leading '.' is only matched by itself

// 0 when `name` matches `pattern` (* ? [a-z] [!a-z] \x), else FNM_NOMATCH.
int fnmatch(const char *pattern, const char *name, int flags);
