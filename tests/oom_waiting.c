// When memory is out, the process that uses most is killed, but it waits for a lock that another
// one holds, which needs the memory: both read from one open file. What was the first one's alone
// is free at once, shared memory too, so the other one's read goes on. test: boots=small,tight
#include "test.h"
#include <sys/mman.h>

static int zeroes;
static size_t available; // bytes that are free in the beginning

static void fill(size_t size, int type) {
    char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, type | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    check(read(zeroes, at, size) == (ssize_t)size);
}

static void read_for_ever(void) {
    char byte;
    while (read(zeroes, &byte, 1) == 1)
        ;
}

static void try_with(int type) {
    volatile bool *full =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t large = start();
    if (large == 0) {
        fill(available / 4 * 3, type);
        *full = true;
        read_for_ever();
    }
    while (!*full)
        pause_for(1);
    pid_t small = start();
    if (small == 0) {
        fill(available / 2, MAP_PRIVATE);
        exit(0);
    }
    check(wait_for(small) == 0 && wait_for(large) == SIGKILL);
}

int main(void) {
    zeroes = open("/dev/zero", O_RDONLY);
    available = vmstat("nr_free_pages") * PAGE;
    try_with(MAP_PRIVATE);
    try_with(MAP_SHARED);
    return 0;
}
