#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "cat [FILE...]: prints files one after the other\n"
                     "Without FILE, and for the FILE -, it prints its standard input.\n";

// Not through stdio, which would wait for a full buffer where a line has come.
static int copy(int fd, const char *name) {
    static char buffer[16384];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) > 0) {
        for (ssize_t done = 0, written; done < n; done += written) {
            written = write(STDOUT_FILENO, buffer + done, n - done);
            if (written < 0)
                err(1, "standard output");
        }
    }
    if (n < 0)
        warn("%s", name);
    return n < 0;
}

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    if (optind == argc)
        return copy(STDIN_FILENO, "standard input");
    int status = 0;
    for (int i = optind; i < argc; i++) {
        int fd = strcmp(argv[i], "-") == 0 ? dup(STDIN_FILENO) : open(argv[i], O_RDONLY);
        if (fd < 0) {
            warn("%s", argv[i]);
            status = 1;
            continue;
        }
        status |= copy(fd, argv[i]);
        close(fd);
    }
    return status;
}
