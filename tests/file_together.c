// Several processes want the same page that is not in memory, by read and by touching it: the disk
// is read once for all of them, and none gets the page before its contents have come.
// test: boots=roomy,small,ram
#include "test.h"
#include <sys/mman.h>

enum { SIZE = 600007, CHILDREN = 8, ROUNDS = 3 };
static char expected[SIZE], bytes[SIZE];

static void drop_caches(void) {
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "1", 1) == 1);
    close(caches);
}

static void compare(int fd, bool by_touch) {
    if (by_touch) {
        char *mapped = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
        check(mapped != MAP_FAILED && memcmp(mapped, expected, SIZE) == 0);
    } else {
        check(pread(fd, bytes, SIZE, 0) == SIZE && memcmp(bytes, expected, SIZE) == 0);
    }
}

int main(void) {
    int fd = open(data("dense"), O_RDONLY);
    check(fd >= 0 && read(fd, expected, SIZE) == SIZE);
    for (int round = 0; round < ROUNDS; round++) {
        pid_t children[CHILDREN];
        memset(bytes, 0, SIZE); // so that the copies are there
        long before = vmstat("pgfault_file");
        drop_caches();
        for (int i = 0; i < CHILDREN; i++) {
            children[i] = start();
            if (children[i] != 0)
                continue;
            compare(fd, i % 2);
            _exit(0);
        }
        for (int i = 0; i < CHILDREN; i++)
            check(wait_for(children[i]) == 0);
        check(vmstat("pgfault_file") - before < 2 * SIZE / (long)PAGE);
    }
    return 0;
}
