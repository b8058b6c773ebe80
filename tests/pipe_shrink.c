// A pipe that is made smaller while somebody writes to it, and waits for a page of his own from the
// disk, loses nothing. test:
#include "fs.h"
#include <sched.h>
#include <sys/mman.h>

enum { SIZE = 20 * 4096, SET_SIZE = 1031, HALF = 2048, TRIES = 24 };

static int ends[2], fd;
static uint8_t bytes[SIZE];

// Only the file's pages are to come from the disk: all else is used once before.
static void write_all(void) {
    const void *pages = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, fd, 0);
    check(pages != MAP_FAILED && write(ends[1], pages, 0) == 0);
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "1\n", 2) == 2);
    check(write(ends[1], pages, SIZE) == SIZE);
}

static void take(size_t start, size_t n) {
    static uint8_t got[PAGE];
    for (size_t done = 0; done < n;) {
        ssize_t part = read(ends[0], got, n - done < PAGE ? n - done : PAGE);
        check(part > 0 && memcmp(got, bytes + start + done, part) == 0);
        done += part;
    }
}

// The moment is found by trying: after more and more turns of the writer.
static void once(int turns) {
    check(pipe(ends) == 0);
    check(write(ends[1], bytes, PAGE) == (ssize_t)PAGE);
    take(0, HALF);
    pid_t child = start_in(write_all);
    for (int i = 0; i < turns; i++)
        sched_yield();
    check(fcntl(ends[1], SET_SIZE, PAGE) == (int)PAGE || errno == EBUSY);
    usleep(20000);
    take(HALF, HALF);
    take(0, SIZE);
    check(wait_for(child) == 0 && close(ends[0]) == 0 && close(ends[1]) == 0);
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = i * 37 / 11;
    check(write(fd, bytes, SIZE) == SIZE && fsync(fd) == 0);
    for (int i = 0; i < TRIES; i++)
        once(i * i);
    leave_scratch();
    return 0;
}
