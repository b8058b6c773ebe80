// The files that match a shell pattern (POSIX; no flags).
#pragma once
#include <stddef.h>

typedef struct {
    size_t gl_pathc; // how many paths
    char **gl_pathv; // the paths, sorted, and a null pointer
} glob_t;

#define GLOB_NOSPACE 1
#define GLOB_NOMATCH 3

// 0, or one of the above. Wildcards match neither '/' nor a '.' at the beginning of a name.
int glob(const char *restrict pattern, int flags, int (*report)(const char *path, int error),
         glob_t *restrict paths);
void globfree(glob_t *paths);
