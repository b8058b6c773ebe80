// Files of a damaged disk (tests/boot.py) have a block of the table of inodes for theirs. It can be
// neither read nor written by them, nor is it free when they lose it.
// test: boots=damaged
#include "fs.h"

static void fill(int fd) {
    static char block[4096];
    for (int i = 0; i < 256; i++)
        check(write(fd, block, sizeof block) == sizeof block);
    check(fsync(fd) == 0);
}

int main(void) {
    char byte;
    int fd = open("/damaged/tables", O_RDWR);
    check(fails(pwrite(fd, "x", 1, 0), EIO) && fails(pread(fd, &byte, 1, 0), EIO));
    check(fails(ftruncate(fd, 0), EIO));
    fill(fd); // it has lost that block
    check(unlink("/damaged/removed") == 0);
    fill(fd);
    check(close(fd) == 0 && truncate("/damaged/tables", 0) == 0);
    return 0;
}
