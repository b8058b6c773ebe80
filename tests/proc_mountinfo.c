// /proc/self/mountinfo, which df reads: how the mounted file systems hang together.
// test: portable
#include "test.h"
#include <sys/stat.h>
#include <sys/sysmacros.h>

struct mounted {
    int number, above;
    unsigned major, minor;
    char root[256], where[256], options[256], type[64];
};

// The last file system that is mounted there.
static struct mounted at(const char *where) {
    struct mounted found = {0}, one;
    const char *line = contents_of("/proc/self/mountinfo");
    for (; line && *line; line = strchr(line, '\n'), line += line != NULL) {
        int n = sscanf(line, "%d %d %u:%u %255s %255s %255s", &one.number, &one.above, &one.major,
                       &one.minor, one.root, one.where, one.options);
        const char *behind = strstr(line, " - ");
        check(n == 7 && behind && sscanf(behind, " - %63s", one.type) == 1);
        if (strcmp(one.where, where) == 0)
            found = one;
    }
    return found;
}

static void tell(const char *where) {
    struct mounted found = at(where);
    struct stat status;
    check(stat(where, &status) == 0);
    printf("%s: %d, %d, %s\n", where, found.number > 0,
           makedev(found.major, found.minor) == status.st_dev, strtok(found.options, ","));
}

int main(void) {
    tell("/");
    tell("/proc");
    struct mounted proc = at("/proc");
    printf("%s %s on /: %d\n", proc.type, proc.root, proc.above == at("/").number);
    return 0;
}
