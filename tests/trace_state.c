// Leaves memory in every state that a page can have, and switches the machine off while a child is
// still there: for tests/traces.py.
#include "test.h"
#include <sys/mman.h>
#include <sys/reboot.h>

enum { PAGES = 3500, SHARED_PAGES = 8, FORKED_PAGES = 200, FILE_BYTES = 3 * PAGE + 100 };

static volatile char *map(uint64_t address, size_t pages, int kind, int fd) {
    void *place = (void *)address;
    check(mmap(place, pages * PAGE, PROT_READ | PROT_WRITE, kind | MAP_FIXED, fd, 0) == place);
    return place;
}

static void write_pages(volatile char *bytes, size_t pages) {
    for (size_t i = 0; i < pages; i++)
        bytes[i * PAGE] = 1;
}

// Pages of a file: shared and dirty, shared and clean, private, copied, and the last one.
static void touch_file(void) {
    int fd = open("/trace_state", O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(fd >= 0 && ftruncate(fd, FILE_BYTES) == 0 && fsync(fd) == 0);
    volatile char *shared = map(0x20000000, 4, MAP_SHARED, fd);
    volatile char *private = map(0x30000000, 4, MAP_PRIVATE, fd);
    shared[0] = 1;
    check(shared[PAGE] == 0 && private[PAGE] == 0 && private[3 * PAGE] == 0);
    private[2 * PAGE] = 1;
}

// Zero pages, one of its own, forbidden ones, a gap, and some that have moved.
static void touch_memory(void) {
    volatile char *bytes = map(0x10000000, 64, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    check(bytes[1] == 0 && bytes[PAGE] == 0);
    check(mlock((char *)map(0x80000000, 4, MAP_PRIVATE | MAP_ANONYMOUS, -1), 2 * PAGE) == 0);
    bytes[2] = 2;
    write_pages(bytes + 8 * PAGE, 40);
    check(mprotect((char *)bytes + 8 * PAGE, 8 * PAGE, PROT_READ) == 0);
    check(munmap((char *)bytes + 20 * PAGE, 4 * PAGE) == 0);
    check(mremap((char *)bytes + 32 * PAGE, 8 * PAGE, 600 * PAGE, MREMAP_MAYMOVE) != MAP_FAILED);
}

static void fail_in_child(void) {
    volatile uint64_t nowhere = 0x123;
    pid_t pid = fork();
    if (pid == 0)
        *(volatile char *)nowhere = 1;
    int status;
    check(pid > 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
}

// What a child's faults cost, by its parent's count: after its end nothing is added.
static void report_child(void) {
    struct rusage usage;
    pid_t pid = fork();
    if (pid == 0) {
        write_pages(map(0x70000000, 50, MAP_PRIVATE | MAP_ANONYMOUS, -1), 50);
        _exit(0);
    }
    check(pid > 0 && wait4(pid, NULL, 0, &usage) == pid);
    printf("pid %d: %ld minor, %ld major\n", pid, usage.ru_minflt, usage.ru_majflt);
}

int main(void) {
    report_child();
    touch_file();
    touch_memory();
    fail_in_child();
    volatile char *forked = map(0x40000000, FORKED_PAGES, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    volatile char *shared = map(0x50000000, SHARED_PAGES, MAP_SHARED | MAP_ANONYMOUS, -1);
    int ends[2];
    write_pages(forked, FORKED_PAGES);
    check(pipe(ends) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        write_pages(forked, FORKED_PAGES / 2);
        write_pages(shared, SHARED_PAGES / 2);
        check(write(ends[1], "", 1) == 1);
        for (;;)
            pause();
    }
    char byte;
    check(pid > 0 && read(ends[0], &byte, 1) == 1);
    write_pages(shared + PAGE, SHARED_PAGES / 2);
    write_pages(map(0x60000000, PAGES, MAP_PRIVATE | MAP_ANONYMOUS, -1), PAGES);
    write_pages(forked + FORKED_PAGES / 2 * PAGE, 10);
    for (int i = 10; i < 20; i++) // so that frames keep slots
        check(forked[(FORKED_PAGES / 2 + i) * PAGE] == 1);
    return reboot(RB_POWER_OFF);
}
