// Pipes hold an eighth of memory at most, and a page each beyond that: so somebody who fills as
// many as a process may have leaves memory to others. test: boots=small,swap
#include "test.h"

#ifndef F_GETPIPE_SZ
#define F_GETPIPE_SZ 1032
#endif

enum { PIPES = 100, MEMORY = 16 << 20 };

int main(void) {
    static int ends[PIPES][2];
    static char bytes[65536];
    long sum = 0;
    int least = sizeof bytes;
    for (int i = 0; i < PIPES; i++) {
        check(pipe2(ends[i], O_NONBLOCK) == 0);
        int size = fcntl(ends[i][0], F_GETPIPE_SZ);
        check(write(ends[i][1], bytes, sizeof bytes) == size);
        least = size < least ? size : least;
        sum += size;
    }
    printf("%d pipes hold %ld KiB, the smallest %d\n", PIPES, sum / 1024, least);
    check(least == PAGE && sum < MEMORY / 8 + PIPES * (long)PAGE);
    check(WEXITSTATUS(status_of_program(beside("elf/exit-7"), NULL)) == 7);
    for (int i = 0; i < PIPES; i++)
        check(close(ends[i][0]) == 0 && close(ends[i][1]) == 0);
    check(pipe(ends[0]) == 0 && fcntl(ends[0][0], F_GETPIPE_SZ) == 65536);
    return 0;
}
