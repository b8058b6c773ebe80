// Tab: what the word before the cursor may become: a command, if it is the first one, or a path.
#include "sh.h"
#include <glob.h>
#include <sys/stat.h>

// Adds the files that match, as they are to be typed: special characters get a backslash. Programs
// are typed without their directory.
static void add_files(struct strings *found, const char *pattern, bool programs) {
    glob_t paths;
    glob(pattern, 0, NULL, &paths);
    for (size_t i = 0; i < paths.gl_pathc; i++) {
        struct stat file;
        bool directory = stat(paths.gl_pathv[i], &file) == 0 && S_ISDIR(file.st_mode);
        const char *from = programs ? strrchr(paths.gl_pathv[i], '/') + 1 : paths.gl_pathv[i];
        char *text = allocate(2 * strlen(from) + 2), *to = text;
        for (; *from != '\0'; *to++ = *from++) {
            if (strchr(" \t\n\"'\\$`&|;<>(){}*?[#", *from) != NULL)
                *to++ = '\\';
        }
        *to = directory ? '/' : ' ';
        append(found, text);
    }
    globfree(&paths);
}

static void add_commands(struct strings *found, const char *word) {
    for (const struct builtin *each = builtins; each->name != NULL; each++) {
        if (strncmp(each->name, word, strlen(word)) == 0)
            append(found, join(each->name, " ", ""));
    }
    const char *path = variable("PATH"), *directory;
    char *rest = path == NULL ? NULL : join(path, "", "");
    while ((directory = strsep(&rest, ":")) != NULL)
        add_files(found, join(directory, "/", join(word, "*", "")), true);
}

// The word begins at *start.
struct strings find_completions(const char *line, size_t cursor, size_t *start) {
    struct strings found = {0};
    size_t at = cursor;
    while (at > 0 &&
           (strchr(" \t;&|()<>=", line[at - 1]) == NULL || (at > 1 && line[at - 2] == '\\')))
        at--;
    *start = at;
    const char *word = copy(line + at, cursor - at);
    while (at > 0 && line[at - 1] == ' ')
        at--;
    if ((at == 0 || strchr(";&|(", line[at - 1]) != NULL) && strchr(word, '/') == NULL)
        add_commands(&found, word);
    else
        add_files(&found, join(word, "*", ""), false);
    return found;
}
