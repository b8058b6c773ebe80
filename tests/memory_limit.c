// Files in memory may take half of it and of swap; then writing to them is ENOSPC, and all goes on.
// They go to swap and come back whole, also those that nobody maps, by swapoff as well; and what no
// slot's number could be kept for is refused. test: boots=small,swap timeout=60
#include "test.h"
#include <sys/mman.h>
#include <sys/statfs.h>
#include <sys/swap.h>

static uint8_t page[PAGE];

static void fill(uint64_t number) {
    for (size_t i = 0; i < PAGE; i += 8)
        memcpy(page + i, &(uint64_t){number * 1000003 + i}, 8);
}

static long write_all(int fd) {
    long count = 0;
    do
        fill(count);
    while (write(fd, page, PAGE) == PAGE && ++count);
    check(errno == ENOSPC);
    return count;
}

static void compare(int fd, long count) {
    static uint8_t got[PAGE];
    for (long i = 0; i < count; i++) {
        fill(i);
        check(pread(fd, got, PAGE, i * PAGE) == PAGE && memcmp(got, page, PAGE) == 0);
    }
}

int main(void) {
    struct statfs before, after;
    check(statfs("/dev/shm", &before) == 0);
    int fd = open("/dev/shm/large", O_RDWR | O_CREAT, 0600);
    check(fd >= 0);
    long count = write_all(fd);
    check(statfs("/dev/shm", &after) == 0 && after.f_bfree <= 8);
    printf("%ld pages of %ld\n", count, (long)before.f_blocks);
    check(count > (long)before.f_bfree - 16 && count <= (long)before.f_bfree + 16);
    compare(fd, count);
    check(ftruncate(fd, 100 * PAGE) == 0);
    compare(fd, 100);
    check(statfs("/dev/shm", &after) == 0 && after.f_bfree > before.f_bfree - 240);
    if (swapoff("/dev/hdb") == 0) {
        compare(fd, 100);
        check(swapon("/dev/hdb", 0) == 0);
    }
    check(fails(ftruncate(fd, (1l << 39) + 1), EFBIG) && ftruncate(fd, 1l << 39) == 0);
    check(fails(pwrite(fd, "x", 1, 1l << 39), EFBIG));
    check(pwrite(fd, "x", 1, (1l << 39) - 1) == 1);
    check(mmap(NULL, (1l << 39) + 1, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    check(unlink("/dev/shm/large") == 0 && close(fd) == 0);
    check(statfs("/dev/shm", &after) == 0 && after.f_bfree + 8 > before.f_bfree);
    return 0;
}
