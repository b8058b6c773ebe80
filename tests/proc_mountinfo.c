// /proc/self/mountinfo, which df reads, and /proc/mounts: what is mounted, and how it hangs
// together. (What Linux has mounted, and whether the root is among it, is its user's affair.) test:
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

static void is_mounted(const char *where, const char *type) {
    struct mounted found = at(where);
    struct stat status;
    check(stat(where, &status) == 0);
    check(found.number > 0 && makedev(found.major, found.minor) == status.st_dev);
    check(strcmp(strtok(found.options, ","), "rw") == 0 && strcmp(found.type, type) == 0);
    check(strcmp(found.root, "/") == 0);
}

int main(void) {
    is_mounted("/", "ext2");
    is_mounted("/proc", "proc");
    check(at("/proc").above == at("/").number);
    check(strstr(contents_of("/proc/mounts"), " / ext2 rw") != NULL);
    check(strstr(contents_of("/proc/self/mounts"), "proc /proc proc rw") != NULL);
    return 0;
}
