#include <dirent.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "ls [-al] [PATH...]: lists directories\n"
                     "-a: with names that begin with a dot    -l: with all that the inodes say\n";

static bool all, details;
static int screen_width; // 0: one name a line
static int status;

// drwxr-xr-x
static const char *mode_text(mode_t mode) {
    static const mode_t types[] = {S_IFREG, S_IFDIR, S_IFLNK, S_IFCHR, S_IFBLK, S_IFIFO};
    static char text[11];
    text[0] = '?';
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if ((mode & S_IFMT) == types[i])
            text[0] = "-dlcbp"[i];
    }
    for (int i = 0; i < 9; i++)
        text[1 + i] = mode & (S_IRUSR >> i) ? "rwx"[i % 3] : '-';
    if (mode & S_ISUID)
        text[3] = 's';
    if (mode & S_ISGID)
        text[6] = 's';
    if (mode & S_ISVTX)
        text[9] = 't';
    return text;
}

static void print_details(const char *path, const char *name) {
    struct stat file;
    if (lstat(path, &file) < 0) {
        warn("%s", path);
        status = 1;
        return;
    }
    char size[32], date[32], target[1024];
    if (S_ISCHR(file.st_mode) || S_ISBLK(file.st_mode))
        snprintf(size, sizeof size, "%u,%4u", major(file.st_rdev), minor(file.st_rdev));
    else
        snprintf(size, sizeof size, "%ld", (long)file.st_size);
    strftime(date, sizeof date, "%F %H:%M", gmtime(&file.st_mtime));
    printf("%s %3ld %3u %3u %10s %s %s", mode_text(file.st_mode), (long)file.st_nlink, file.st_uid,
           file.st_gid, size, date, name);
    ssize_t length = S_ISLNK(file.st_mode) ? readlink(path, target, sizeof target) : -1;
    if (length >= 0)
        printf(" -> %.*s", (int)length, target);
    putchar('\n');
}

static int wanted(const struct dirent *entry) {
    return all || entry->d_name[0] != '.';
}

static void print_columns(struct dirent **entries, int count) {
    int width = 0;
    for (int i = 0; i < count; i++) {
        int length = (int)strlen(entries[i]->d_name) + 2;
        width = length > width ? length : width;
    }
    int columns = width == 0 || screen_width < width ? 1 : screen_width / width;
    int rows = (count + columns - 1) / columns;
    for (int row = 0; row < rows; row++) {
        for (int i = row; i < count; i += rows) {
            bool last = i + rows >= count;
            printf("%-*s%s", last ? 0 : width, entries[i]->d_name, last ? "\n" : "");
        }
    }
}

static void list(const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, wanted, alphasort);
    if (count < 0) {
        warn("%s", path);
        status = 1;
        return;
    }
    for (int i = 0; details && i < count; i++) {
        char *entry;
        if (asprintf(&entry, "%s/%s", path, entries[i]->d_name) < 0)
            err(1, "memory");
        print_details(entry, entries[i]->d_name);
        free(entry);
    }
    if (!details)
        print_columns(entries, count);
    while (count > 0)
        free(entries[--count]);
    free(entries);
}

static bool is_directory(const char *path) {
    struct stat file;
    return (details ? lstat(path, &file) : stat(path, &file)) == 0 && S_ISDIR(file.st_mode);
}

int main(int argc, char *argv[]) {
    int option;
    while ((option = usage_option(argc, argv, "al")) != -1)
        *(option == 'a' ? &all : &details) = true;
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        screen_width = size.ws_col > 0 ? size.ws_col : 80;

    if (optind == argc)
        list(".");
    for (int i = optind; i < argc; i++) {
        if (is_directory(argv[i])) {
            if (argc - optind > 1)
                printf("%s%s:\n", i > optind ? "\n" : "", argv[i]);
            list(argv[i]);
        } else if (details) {
            print_details(argv[i], argv[i]);
        } else if (access(argv[i], F_OK) == 0) {
            puts(argv[i]);
        } else {
            warn("%s", argv[i]);
            status = 1;
        }
    }
    return status;
}
