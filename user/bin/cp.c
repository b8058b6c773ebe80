#include <err.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "cp FROM... TO: copies files; into TO, if that is a directory\n";

static bool copy_bytes(int from, int to) {
    static char buffer[16384];
    ssize_t n;
    while ((n = read(from, buffer, sizeof buffer)) > 0) {
        for (ssize_t done = 0, written; done < n; done += written) {
            written = write(to, buffer + done, n - done);
            if (written < 0)
                return false;
        }
    }
    return n == 0;
}

static int copy(const char *from_path, const char *to_path) {
    struct stat from_file, to_file;
    int from = open(from_path, O_RDONLY);
    if (from < 0 || fstat(from, &from_file) < 0) {
        warn("%s", from_path);
        return 1;
    }
    if (stat(to_path, &to_file) == 0 && to_file.st_dev == from_file.st_dev &&
        to_file.st_ino == from_file.st_ino) {
        warnx("%s and %s are the same file", from_path, to_path);
        close(from);
        return 1;
    }
    int to = open(to_path, O_WRONLY | O_CREAT | O_TRUNC, from_file.st_mode & 0777);
    bool done = to >= 0 && copy_bytes(from, to);
    if (!done)
        warn("%s to %s", from_path, to_path);
    close(from);
    if (to >= 0)
        close(to);
    return !done;
}

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
        status |= copy(argv[i], path);
    }
    return status;
}
