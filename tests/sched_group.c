// The nice value of a process group is that of its least nice member, and is set for all of them.
// test: portable
#include "test.h"
#include <sys/syscall.h>

static void group(void) {
    check(setpgid(0, 0) == 0);
    pid_t other = start();
    if (other == 0) {
        check(syscall(SYS_setpriority, 0, 0, 10) == 0);
        for (;;)
            usleep(1000000);
    }
    while (syscall(SYS_getpriority, 0, other) != 10)
        usleep(1000);
    printf("group: %ld\n", syscall(SYS_getpriority, 1, 0));
    check(syscall(SYS_setpriority, 0, 0, 12) == 0);
    printf("group: %ld\n", syscall(SYS_getpriority, 1, 0));
    check(syscall(SYS_setpriority, 1, 0, 15) == 0);
    printf("both: %ld %ld\n", syscall(SYS_getpriority, 0, other), syscall(SYS_getpriority, 0, 0));
    kill(other, SIGKILL);
    wait_for(other);
}

int main(void) {
    check(status_of(group) == 0);
    return 0;
}
