#include <err.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "mv FROM... TO: renames files; moves them into TO, if that is a directory\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (argc - optind < 2)
        usage_error();
    const char *to = argv[argc - 1];
    struct stat file;
    bool into = stat(to, &file) == 0 && S_ISDIR(file.st_mode);
    if (argc - optind > 2 && !into)
        errx(1, "%s is not a directory", to);
    int status = 0;
    for (int i = optind; i < argc - 1; i++) {
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
