// The files that match a pattern: each component of the pattern is matched with the names in the
// directories that those before it have found.
#include <dirent.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int add(glob_t *paths, const char *path) {
    char **larger = reallocarray(paths->gl_pathv, paths->gl_pathc + 2, sizeof *larger);
    if (larger == NULL)
        return GLOB_NOSPACE;
    paths->gl_pathv = larger;
    larger[paths->gl_pathc] = strdup(path);
    if (larger[paths->gl_pathc] == NULL)
        return GLOB_NOSPACE;
    larger[++paths->gl_pathc] = NULL;
    return 0;
}

// Adds what matches below a directory, whose path is empty or ends with a slash.
static int add_matches(glob_t *paths, const char *directory, const char *pattern) {
    size_t length = strcspn(pattern, "/"), slashes = strspn(pattern + length, "/");
    const char *rest = pattern + length + slashes;
    if (length == 0 && slashes > 0)
        return add_matches(paths, "/", rest);
    if (length == 0) // the pattern ended with a slash
        return add(paths, directory);

    char component[length + 1], path[strlen(directory) + NAME_MAX + 2];
    strlcpy(component, pattern, length + 1);
    struct dirent **entries;
    int count = scandir(*directory == '\0' ? "." : directory, &entries, NULL, alphasort);
    if (count < 0)
        return 0; // no directory, no match
    int result = 0;
    for (int i = 0; i < count; i++) {
        stpcpy(stpcpy(stpcpy(path, directory), entries[i]->d_name), slashes > 0 ? "/" : "");
        if (result == 0 && fnmatch(component, entries[i]->d_name, FNM_PERIOD) == 0)
            result = slashes > 0 ? add_matches(paths, path, rest) : add(paths, path);
        free(entries[i]);
    }
    free(entries);
    return result;
}

int glob(const char *restrict pattern, int flags, int (*report)(const char *path, int error),
         glob_t *restrict paths) {
    (void)flags, (void)report;
    *paths = (glob_t){0};
    int result = add_matches(paths, "", pattern);
    return result != 0 ? result : paths->gl_pathc == 0 ? GLOB_NOMATCH : 0;
}

void globfree(glob_t *paths) {
    for (size_t i = 0; i < paths->gl_pathc; i++)
        free(paths->gl_pathv[i]);
    free(paths->gl_pathv);
    *paths = (glob_t){0};
}
