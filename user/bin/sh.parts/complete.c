// Tab: what the word before the cursor may become: a command, if it is the first one, or a path.
#include "sh.h"
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Adds a name as it is to be typed: special characters get a backslash.
static void add(struct strings *found, const char *name, const char *end) {
    char *text = allocate(2 * strlen(name) + 2), *to = text;
    for (; *name != '\0'; *to++ = *name++) {
        if (strchr(" \t\n\"'\\$`&|;<>(){}*?[#~", *name) != NULL)
            *to++ = '\\';
    }
    strcpy(to, end);
    for (int i = 0; i < found->count; i++) {
        if (strcmp(found->items[i], text) == 0)
            return; // two directories have the same program
    }
    strings_add(found, text);
}

// Adds the files whose paths begin so; of programs the names alone.
static void add_files(struct strings *found, const char *start, bool programs) {
    glob_t paths;
    glob(join(start, "*", ""), 0, NULL, &paths);
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        const char *path = paths.gl_pathv[i], *slash = strrchr(path, '/');
        struct stat file;
        bool directory = stat(path, &file) == 0 && S_ISDIR(file.st_mode);
        if (!programs)
            add(found, path, directory ? "/" : " ");
        else if (!directory && access(path, X_OK) == 0)
            add(found, slash + 1, " ");
    }
    globfree(&paths);
}

static void add_commands(struct strings *found, const char *start) {
    const char *path = variable("PATH"), *name;
    for (int i = 0; (name = builtin_name(i)) != NULL; i++) {
        if (strncmp(name, start, strlen(start)) == 0)
            add(found, name, " ");
    }
    while (path != NULL && *path != '\0') {
        size_t length = strcspn(path, ":");
        add_files(found, join(copy(path, length), "/", start), true);
        path += length + (path[length] == ':');
    }
}

struct strings find_completions(const char *line, size_t cursor, size_t *start) {
    struct strings found = {0};
    size_t at = cursor;
    while (at > 0 &&
           (strchr(" \t;&|()<>=`", line[at - 1]) == NULL || (at > 1 && line[at - 2] == '\\')))
        at--;
    *start = at;
    const char *word = copy(line + at, cursor - at);
    while (at > 0 && line[at - 1] == ' ')
        at--;
    if ((at == 0 || strchr(";&|(", line[at - 1]) != NULL) && strchr(word, '/') == NULL)
        add_commands(&found, word);
    else
        add_files(&found, word, false);
    return found;
}
