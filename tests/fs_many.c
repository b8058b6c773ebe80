// A directory with thousands of names: each is found, listed once while others come and go, and the
// room of removed ones is used again.
// test: core portable boots=roomy,small timeout=90
#include "fs.h"

enum { FILES = 3000 };

static const char *name_of(int i) {
    static char name[64];
    snprintf(name, sizeof name, "%d-%.*s", i, i % 40, "a-name-that-is-as-long-as-it-likes-to-be");
    return name;
}

static void make(int i) {
    int fd = open(name_of(i), O_CREAT | O_EXCL | O_WRONLY, 0644);
    check(fd >= 0 && close(fd) == 0);
}

static int count(void) {
    DIR *directory = opendir(".");
    int n = 0;
    while (readdir(directory) != NULL)
        n++;
    closedir(directory);
    return n;
}

static long size_of_directory(void) {
    struct stat status;
    check(stat(".", &status) == 0);
    return status.st_size;
}

static int found(void) {
    struct stat status;
    int n = 0;
    for (int i = 0; i < FILES; i++)
        n += stat(name_of(i), &status) == 0;
    return n;
}

// Names that are there all the time are listed once, whatever else happens meanwhile.
static void list_and_change(void) {
    static uint8_t seen[FILES];
    DIR *directory = opendir(".");
    struct dirent *entry;
    for (int i = 0; (entry = readdir(directory)) != NULL; i++) {
        if (entry->d_name[0] != '.')
            seen[atoi(entry->d_name)]++;
        if (i % 10 == 0) {
            int odd = random_below(FILES) | 1;
            if (unlink(name_of(odd)) < 0)
                make(odd);
        }
    }
    closedir(directory);
    int once = 0;
    for (int i = 0; i < FILES; i += 2)
        once += seen[i] == 1;
    printf("listed once: %d of %d\n", once, FILES / 2);
}

int main(void) {
    enter_scratch();
    for (int i = 0; i < FILES; i++)
        make(i);
    printf("made: %d, found: %d\n", count(), found());
    list_and_change();
    for (int i = 1; i < FILES; i += 2)
        unlink(name_of(i));
    printf("half of them: %d, found: %d\n", count(), found());
    long size = size_of_directory();
    for (int round = 0; round < 3; round++) {
        for (int i = 1; i < FILES; i += 2)
            make(i);
        for (int i = 1; i < FILES; i += 2)
            check(unlink(name_of(i)) == 0);
    }
    printf("grown: %d\n", size_of_directory() > size + size / 2);
    for (int i = 0; i < FILES; i += 2)
        check(unlink(name_of(i)) == 0);
    printf("none: %d\n", count());
    leave_scratch();
    return 0;
}
