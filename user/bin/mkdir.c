// mkdir [-p] DIRECTORY…: makes directories; -p those above them too, and none that is there.
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
    bool parents = argc > 1 && strcmp(argv[1], "-p") == 0;
    int first = parents ? 2 : 1, status = 0;
    if (argc <= first)
        errx(2, "usage: mkdir [-p] DIRECTORY...");
    for (int i = first; i < argc; i++) {
        if ((parents ? make_all(argv[i]) : mkdir(argv[i], 0777)) < 0) {
            warn("%s", argv[i]);
            status = 1;
        }
    }
    return status;
}
