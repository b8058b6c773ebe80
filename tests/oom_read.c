// A process that takes all of memory, a page at a time, and reads pages of a file in between, is
// killed like any other: when it reads or when it touches, whichever needs more frames than there
// are.
// test: boots=roomy,small timeout=120
#include "fs.h"
#include <signal.h>
#include <sys/mman.h>

enum { PAGES = 64 };

static void take_and_read(void) {
    int fd = open("file", O_RDONLY);
    char byte, *at = mmap(NULL, 1ul << 36, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(fd >= 0 && at != MAP_FAILED);
    for (size_t i = 0;; i++) {
        at[i * PAGE] = 1;
        check(pread(fd, &byte, 1, i % PAGES * PAGE) == 1 && byte == 'x');
    }
}

int main(void) {
    enter_scratch();
    static char bytes[PAGES * PAGE];
    memset(bytes, 'x', sizeof bytes);
    int fd = open("file", O_WRONLY | O_CREAT, 0600);
    check(write(fd, bytes, sizeof bytes) == sizeof bytes && fsync(fd) == 0 && close(fd) == 0);
    for (int i = 0; i < 4; i++)
        check(status_of(take_and_read) == SIGKILL);
    leave_scratch();
    return 0;
}
