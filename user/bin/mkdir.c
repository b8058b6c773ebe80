#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "mkdir [-p] DIRECTORY...: makes directories\n"
                     "-p: with those above them, and none that is there already\n";

static int make(const char *path) {
    struct stat file;
    if (mkdir(path, 0777) == 0)
        return 0;
    int error = errno;
    if (stat(path, &file) == 0 && S_ISDIR(file.st_mode))
        return 0;
    errno = error;
    return -1;
}

static int make_all(char *path) {
    for (char *slash = path; (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = '\0';
        int result = make(path);
        *slash = '/';
        if (result < 0)
            return -1;
    }
    return make(path);
}

int main(int argc, char *argv[]) {
    bool parents = false;
    int status = 0;
    while (usage_option(argc, argv, "p") != -1)
        parents = true;
    if (optind == argc)
        usage_error();
    for (int i = optind; i < argc; i++) {
        if ((parents ? make_all(argv[i]) : mkdir(argv[i], 0777)) < 0) {
            warn("%s", argv[i]);
            status = 1;
        }
    }
    return status;
}
