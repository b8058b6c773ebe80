// What somebody who maps a file stores behind its end never becomes part of it, whether the file
// grows by a write or by truncate. (On Linux that depends on the file system.)
// test: core boots=roomy,small
#include "fs.h"
#include <sys/mman.h>

enum { SIZE = 10, LARGER = 3000 };

static void grow_by_write(int fd) {
    check(pwrite(fd, "end", 3, LARGER - 3) == 3);
}

static void grow_by_truncate(int fd) {
    check(ftruncate(fd, LARGER) == 0);
}

static void must_be_zero(void (*grow)(int fd)) {
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0644);
    check(fd >= 0 && ftruncate(fd, SIZE) == 0);
    char *bytes = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    check(bytes != MAP_FAILED);
    memset(bytes, 'T', PAGE);
    grow(fd);
    char text[LARGER];
    check(pread(fd, text, LARGER, 0) == LARGER && text[SIZE - 1] == 'T');
    for (int i = SIZE; i < LARGER - 3; i++)
        check(right_at("file", i, (uint8_t)text[i], 0) &&
              right_at("mapping", i, (uint8_t)bytes[i], 0));
    munmap(bytes, PAGE);
    close(fd);
}

int main(void) {
    enter_scratch();
    must_be_zero(grow_by_write);
    must_be_zero(grow_by_truncate);
    leave_scratch();
    return 0;
}
