// Directories on a damaged disk (tests/boot.py): one is above itself by its "..", one has a name in
// a directory below it, and the root lies in another. A name of a directory that has one already is
// refused, ".." on the disk is not used, and nobody waits for ever.
// test: boots=damaged
#include "fs.h"

static void remove_upper(void) {
    check(rmdir("/damaged/above/below") == -1);
}

static void remove_lower(void) {
    check(fails(rmdir("/damaged/above/below/above"), EIO));
}

static void drop_caches(void) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(fd >= 0 && write(fd, "3", 1) == 1 && close(fd) == 0);
}

int main(void) {
    check(rename("/damaged/circle/x", "/damaged/other/y") == 0);
    check(rename("/damaged/other/y", "/damaged/circle/x") == 0);
    for (int round = 0; round < 100; round++) { // each has one directory locked and wants the other
        drop_caches();
        pid_t upper = start_in(remove_upper), lower = start_in(remove_lower);
        check(wait_for(upper) == 0 && wait_for(lower) == 0);
    }
    struct stat root, above;
    check(stat("/", &root) == 0 && stat("/..", &above) == 0 && root.st_ino == above.st_ino);
    check(mkdir("/damaged/other/new", 0755) == 0 && rmdir("/damaged/other/new") == 0);
    return 0;
}
