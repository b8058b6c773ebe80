// What was cut off does not come back, even while somebody reads it into memory that has yet to
// come from the disk: the page that he holds stays in the cache, but as zeroes. test:
// boots=roomy,small,half
#include "fs.h"
#include <sched.h>
#include <sys/mman.h>

enum { ROUNDS = 40 };

static char page[PAGE];

// A file of which no page is in memory, mapped.
static char *map_absent(void) {
    int fd = open("absent", O_RDWR | O_CREAT, 0644);
    memset(page, 'a', sizeof page);
    for (int i = 0; i < ROUNDS; i++)
        check(write(fd, page, sizeof page) == sizeof page);
    check(fsync(fd) == 0 && close(fd) == 0);
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(write(caches, "3", 1) == 1 && close(caches) == 0);
    fd = open("absent", O_RDWR);
    char *mapped = mmap(NULL, ROUNDS * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    check(mapped != MAP_FAILED && close(fd) == 0);
    return mapped;
}

// Reads the second page, whenever told to, to where it has to wait.
static void read_slowly(int fd, int orders, char *to) {
    char order;
    for (; read(orders, &order, 1) == 1; to += PAGE)
        check(pread(fd, to, PAGE, PAGE) >= 0);
    _exit(0);
}

static int holes_in(const char *bytes, size_t n) {
    int zeroes = 0;
    for (size_t i = 0; i < n; i++)
        zeroes += bytes[i] == 0;
    return zeroes;
}

int main(void) {
    enter_scratch();
    char *absent = map_absent();
    int fd = open("cut", O_RDWR | O_CREAT, 0644), orders[2];
    check(fd >= 0 && pipe(orders) == 0);
    pid_t reader = fork();
    if (reader == 0) {
        close(orders[1]);
        read_slowly(fd, orders[0], absent);
    }
    close(orders[0]);
    for (int i = 0; i < ROUNDS; i++) {
        memset(page, 'x', sizeof page);
        check(pwrite(fd, page, sizeof page, PAGE) == sizeof page && fsync(fd) == 0);
        check(write(orders[1], "r", 1) == 1);
        sched_yield();
        check(ftruncate(fd, 0) == 0 && ftruncate(fd, 2 * PAGE) == 0);
        check(pread(fd, page, sizeof page, PAGE) == sizeof page);
        check(holes_in(page, sizeof page) == PAGE);
    }
    close(orders[1]);
    int status;
    check(waitpid(reader, &status, 0) == reader && status == 0);
    close(fd);
    leave_scratch();
    return 0;
}
