// A process that runs out of memory inside a system call dies of it, as it would by touching the
// page itself; it is not told that the address is bad. test: boots=small,tight
#include "test.h"
#include <sys/syscall.h>

static char area[64 << 20];

static long call(long number, long first, void *second, size_t third) {
    long result;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(first), "S"(second), "d"(third)
                 : "rcx", "r11", "memory");
    return result;
}

// Fills memory with what it reads. Between the calls it touches nothing.
static void read_zeroes(void) {
    int zero = open("/dev/zero", O_RDONLY);
    call(SYS_read, zero, area, sizeof area);
    call(SYS_exit, 1, NULL, 0);
}

int main(void) {
    check(status_of(read_zeroes) == SIGKILL);
    return 0;
}
