// However many names are looked up that are not there, those that the kernel remembers take a few
// MiB at most.
// test: boots=roomy timeout=60
#include "test.h"
#include <sys/stat.h>

enum { NAMES = 60000, LIMIT = 5 * 1024 }; // KiB; all of them would take 11 MiB

static long slab(void) {
    char *text = contents_of("/proc/meminfo"), *line = strstr(text, "\nSlab:");
    check(line != NULL);
    return strtol(line + strlen("\nSlab:"), NULL, 10);
}

int main(void) {
    struct stat status;
    char name[64];
    long before = slab();
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "/tmp/there is no file of the number %d", i);
        check(stat(name, &status) < 0 && errno == ENOENT);
    }
    long more = slab() - before;
    if (more >= LIMIT)
        printf("%ld KiB\n", more);
    check(more < LIMIT);
    return 0;
}
