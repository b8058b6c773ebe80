// The harness notices that the kernel panics under a test, and goes on with the next.
// test: expect=panic
#include "test.h"

int main(void) {
    int fd = open("/proc/sysrq-trigger", O_WRONLY);
    check(fd >= 0);
    check(write(fd, "c", 1) == 1);
    return 0;
}
