// A process that ends and is buried while a call about it waits for a page of the caller's own (the
// parameter, on the disk) is found to be gone. test:
#include "fs.h"
#include <sys/mman.h>
#include <sys/syscall.h>

enum { TRIES = 20 };

static volatile int *buried;
static int go[2], born[2];

// Has a child that ends when it is told to.
static void parent(void) {
    char byte;
    pid_t child = start();
    if (child == 0)
        _exit(read(go[0], &byte, 1) == 1 ? 0 : 1);
    check(write(born[1], &child, sizeof child) == sizeof child);
    check(wait_for(child) == 0);
    *buried = 1;
}

static void forget_files(void) {
    int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(fd >= 0 && write(fd, "1\n", 2) == 2);
    close(fd);
}

// The child nearly always is gone before the call ends, and then the call must say so. Whether it
// did not. (Once in a while a child ends between the call and our look.)
static bool once(int fd) {
    uint64_t *processors = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    pid_t child, its_parent = start_in(parent);
    check(read(born[0], &child, sizeof child) == sizeof child);
    check(sleeps(child) && sleeps(its_parent));
    forget_files();
    *buried = 0;
    check(write(go[1], "x", 1) == 1);
    long result = syscall(SYS_sched_setaffinity, child, sizeof *processors, processors);
    bool gone = *buried;
    check(result == 0 || errno == ESRCH);
    check(wait_for(its_parent) == 0 && munmap(processors, PAGE) == 0);
    return gone && result == 0;
}

int main(void) {
    enter_scratch();
    buried = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int fd = open("file", O_RDWR | O_CREAT, 0644), wrong = 0;
    check(pipe(go) == 0 && pipe(born) == 0 && ftruncate(fd, PAGE) == 0);
    check(pwrite(fd, "\1\0\0\0\0\0\0\0", 8, 0) == 8);
    for (int i = 0; i < TRIES; i++)
        wrong += once(fd);
    check(wrong <= 1);
    leave_scratch();
    return 0;
}
