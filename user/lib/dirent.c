// Reading directories. struct dirent is what getdents64 puts into the buffer, so an entry is handed
// out where it lies.
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct directory {
    int fd;
    size_t start, end; // the entries in the buffer not yet handed out
    char buffer[2048] __attribute__((aligned(8)));
};

DIR *fdopendir(int fd) {
    DIR *directory = malloc(sizeof *directory);
    if (directory == NULL)
        return NULL;
    directory->fd = fd;
    directory->start = directory->end = 0;
    return directory;
}

DIR *opendir(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    DIR *directory = fdopendir(fd);
    if (directory == NULL)
        close(fd);
    return directory;
}

struct dirent *readdir(DIR *directory) {
    if (directory->start == directory->end) {
        ssize_t n = getdents64(directory->fd, directory->buffer, sizeof directory->buffer);
        if (n <= 0)
            return NULL;
        directory->start = 0;
        directory->end = n;
    }
    struct dirent *entry = (struct dirent *)(directory->buffer + directory->start);
    directory->start += entry->d_reclen;
    return entry;
}

void rewinddir(DIR *directory) {
    lseek(directory->fd, 0, SEEK_SET);
    directory->start = directory->end = 0;
}

int closedir(DIR *directory) {
    int result = close(directory->fd);
    free(directory);
    return result;
}

int dirfd(DIR *directory) {
    return directory->fd;
}

int alphasort(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

// Adds a copy of the entry to the list, whose size doubles when it is full.
static int append(struct dirent ***list, int *count, const struct dirent *entry) {
    if ((*count & (*count - 1)) == 0) {
        struct dirent **larger = reallocarray(*list, *count == 0 ? 1 : *count * 2, sizeof **list);
        if (larger == NULL)
            return -1;
        *list = larger;
    }
    struct dirent *copy = malloc(entry->d_reclen);
    if (copy == NULL)
        return -1;
    (*list)[(*count)++] = memcpy(copy, entry, entry->d_reclen);
    return 0;
}

int scandir(const char *path, struct dirent ***entries, int (*keep)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **)) {
    DIR *directory = opendir(path);
    if (directory == NULL)
        return -1;
    struct dirent **list = NULL, *entry;
    int count = 0;
    while ((entry = readdir(directory)) != NULL) {
        if (keep != NULL && !keep(entry))
            continue;
        if (append(&list, &count, entry) < 0)
            break;
    }
    closedir(directory);
    if (entry != NULL) { // stopped half-way
        while (count > 0)
            free(list[--count]);
        free(list);
        return -1;
    }
    if (compare != NULL)
        qsort(list, count, sizeof *list, (int (*)(const void *, const void *))compare);
    *entries = list;
    return count;
}
