#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "rm [-rf] FILE...: removes files\n"
                     "-r: directories, too, with all that is in them\n"
                     "-f: says nothing of files that are not there\n";

static bool recursive, force;
static int status;

static void complain(const char *path) {
    if (force && errno == ENOENT)
        return;
    warn("%s", path);
    status = 1;
}

static int is_other(const struct dirent *entry) {
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static void remove_tree(const char *path) {
    struct stat file;
    if (!recursive || lstat(path, &file) < 0 || !S_ISDIR(file.st_mode)) {
        if (unlink(path) < 0)
            complain(path);
        return;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, is_other, NULL);
    for (int i = 0; i < count; i++) {
        char *entry;
        if (asprintf(&entry, "%s/%s", path, entries[i]->d_name) < 0)
            err(1, "memory");
        remove_tree(entry);
        free(entry);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    if (rmdir(path) < 0)
        complain(path);
}

int main(int argc, char *argv[]) {
    int option;
    while ((option = usage_option(argc, argv, "rf")) != -1)
        *(option == 'r' ? &recursive : &force) = true;
    if (optind == argc && !force)
        usage_error();
    for (int i = optind; i < argc; i++)
        remove_tree(argv[i]);
    return status;
}
