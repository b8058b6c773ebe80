// mv FROM… TO: renames files; into TO, if that is a directory.
#include <err.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int main(int argc, char *argv[]) {
    if (argc < 3)
        errx(2, "usage: mv FROM... TO");
    const char *to = argv[argc - 1];
    struct stat file;
    bool into = stat(to, &file) == 0 && S_ISDIR(file.st_mode);
    if (argc > 3 && !into)
        errx(1, "%s is not a directory", to);
    int status = 0;
    for (int i = 1; i < argc - 1; i++) {
        char path[4096], name[4096];
        strlcpy(name, argv[i], sizeof name);
        snprintf(path, sizeof path, into ? "%s/%s" : "%s", to, basename(name));
        if (rename(argv[i], path) < 0) {
            warn("%s to %s", argv[i], path);
            status = 1;
        }
    }
    return status;
}
