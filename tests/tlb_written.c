// A page of a shared file that was written to the disk is clean, and the next store into it makes
// it dirty anew. On the RAM disk nobody sleeps for writing, so a translation that still allows
// stores isn't forgotten by the way.
// test: boots=ram,roomy
#include <sys/mman.h>

#include "test.h"

int main(void) {
    int fd = open("/tmp/written", O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(fd >= 0 && ftruncate(fd, PAGE) == 0);
    uint8_t *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(page != MAP_FAILED);
    store((uintptr_t)page, 1);
    check(msync(page, PAGE, MS_SYNC) == 0);
    store((uintptr_t)page, 2);
    check(munmap(page, PAGE) == 0);
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "3", 1) == 1 && close(caches) == 0);
    uint8_t byte;
    check(pread(fd, &byte, 1, 0) == 1);
    check(right_at("the file, after a second store", 0, byte, 2));
    check(close(fd) == 0 && unlink("/tmp/written") == 0);
    return 0;
}
