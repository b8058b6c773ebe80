// System calls that nobody has: ENOSYS, whatever the arguments, and the program goes on.
// test: core portable
#include "test.h"
#include <sys/syscall.h>

int main(void) {
    static const long numbers[] = {600,       999,       1000,       4096, 100000,
                                   INT32_MAX, INT32_MIN, 0xffffffff, -1,   -100};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        printf("%ld: %s", numbers[i], outcome(syscall(numbers[i], 0, 0, 0, 0, 0, 0)));
        printf(" %s\n", outcome(syscall(numbers[i], -1, -1, -1, -1, -1, -1)));
    }
    printf("still here: %d\n", getpid() > 0);
    return 0;
}
