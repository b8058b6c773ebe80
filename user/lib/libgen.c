// The parts of a path.
#include <libgen.h>
#include <stddef.h>
#include <string.h>

static void strip_slashes(char *path) {
    for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
        path[n - 1] = '\0';
}

char *basename(char *path) {
    if (path == NULL || *path == '\0')
        return ".";
    strip_slashes(path);
    char *slash = strrchr(path, '/');
    return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}

char *dirname(char *path) {
    if (path == NULL || *path == '\0')
        return ".";
    strip_slashes(path);
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return ".";
    slash[slash == path ? 1 : 0] = '\0';
    strip_slashes(path);
    return path;
}
