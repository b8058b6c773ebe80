// A newline in a name makes no line of its own in /proc: a file's in maps and smaps, a process's in
// status; stat and comm say what there is. test: portable
#include "test.h"
#include <sys/mman.h>
#include <sys/prctl.h>

#define FORGED "00400000-00500000 rwxp 00000000 00:00 0"

static void count(const char *path, const char *start) {
    char line[5000];
    int lines = 0;
    FILE *file = fopen(path, "r");
    check(file != NULL);
    while (fgets(line, sizeof line, file))
        lines += strncmp(line, start, strlen(start)) == 0;
    fclose(file);
    printf("%s: %d lines begin with %s\n", path, lines, start);
}

// The first bytes from such a text on to the end of its line.
static void show(const char *path, const char *before) {
    char line[5000];
    FILE *file = fopen(path, "r");
    check(file != NULL);
    while (fgets(line, sizeof line, file))
        if (strstr(line, before))
            printf("%s: %.*s\n", path, (int)strcspn(strstr(line, before), ")\n"),
                   strstr(line, before));
    fclose(file);
}

int main(void) {
    const char *name = "/tmp/x \t\\y\n" FORGED;
    int fd = open(name, O_RDWR | O_CREAT, 0600);
    check(fd >= 0 && ftruncate(fd, PAGE) == 0);
    check(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED);
    check(unlink(name) == 0);
    count("/proc/self/maps", FORGED);
    count("/proc/self/smaps", FORGED);
    show("/proc/self/maps", "/tmp/x");
    check(prctl(PR_SET_NAME, "x\\\nUid:\t7 )") == 0);
    count("/proc/self/status", "Uid:");
    show("/proc/self/status", "Name:");
    show("/proc/self/stat", "(x");
    show("/proc/self/comm", "");
    return 0;
}
