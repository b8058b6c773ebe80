// Pages of a shared mapping reach the disk because they were stored into, and only those: by msync,
// fsync, sync, and by themselves after some seconds, once for each change; what a process leaves
// dirty when it ends is written, too. Pages that were only read are never written.
// test: boots=roomy,small,eager timeout=60
#include "fs.h"
#include <sys/mman.h>

enum { PAGES = 100, SECONDS_MAX = 20 };

static int fd;
static char *bytes;

// How many more pages were written than before the last call.
static long written(void) {
    static long before;
    long now = vmstat("nr_written"), more = now - before;
    before = now;
    return more;
}

static void store_into(int first, int step) {
    for (int i = first; i < PAGES; i += step)
        bytes[i * PAGE + 1]++;
}

static int sum(void) {
    int result = 0;
    for (int i = 0; i < PAGES; i++)
        result += bytes[i * PAGE + 1];
    return result;
}

static void dirty_and_end(void) {
    store_into(3, 10);
}

static void read_and_end(void) {
    check(sum() > 0);
}

static void drop_caches(void) {
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "3", 1) == 1 && close(caches) == 0);
}

// Without being asked.
static void by_itself(void) {
    bytes[7]++;
    long more = 0;
    for (int i = 0; (more += written()) == 0 || number_in("/proc/meminfo", "Dirty") > 0; i++) {
        check(i < SECONDS_MAX * 10);
        usleep(100000);
    }
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    for (int i = 0; i < PAGES; i++)
        check(pwrite(fd, "page", 4, i * PAGE) == 4);
    bytes = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(bytes != MAP_FAILED);
    sync();
    written();

    check(sum() > 0 && msync(bytes, PAGES * PAGE, MS_SYNC) == 0 && fsync(fd) == 0);
    check(written() == 0);
    store_into(0, 4);
    check(msync(bytes, PAGES * PAGE, MS_SYNC) == 0 && written() == 25);
    store_into(1, 5);
    check(fsync(fd) == 0 && written() == 20);
    check(fsync(fd) == 0 && msync(bytes, PAGES * PAGE, MS_SYNC) == 0 && written() == 0);
    store_into(2, 2);
    store_into(2, 2); // they are dirty already
    sync();
    check(written() == 49);

    check(status_of(dirty_and_end) == 0 && status_of(read_and_end) == 0);
    sync();
    check(written() == 10);
    check(status_of(read_and_end) == 0);
    sync();
    check(written() == 0);
    by_itself();

    int before = sum();
    munmap(bytes, PAGES * PAGE);
    drop_caches();
    bytes = mmap(NULL, PAGES * PAGE, PROT_READ, MAP_SHARED, fd, 0);
    check(bytes != MAP_FAILED && sum() == before); // it is really on the disk
    close(fd);
    leave_scratch();
    return 0;
}
