// A program that asks the core for one of Linux's calls gets ENOSYS, each time, and the console
// names the call once. Signals 6, 9 and 15 end a process; there are no others.
// test: boots=core,core-swap,core-ram
// console: pid * (core_missing): there is no system call 187 (readahead)
#include "test.h"
#include <sys/syscall.h>

static void sleep_long(void) {
    sleep(1000);
}

int main(void) {
    for (int i = 0; i < 2; i++)
        check(fails(syscall(SYS_readahead, 0, 0, 0), ENOSYS));
    pid_t pid = start_in(sleep_long);
    check(fails(kill(pid, SIGUSR1), EINVAL) && kill(pid, 0) == 0 && kill(pid, SIGTERM) == 0);
    check(wait_for(pid) == SIGTERM && fails(kill(pid, 0), ESRCH));
    return 0;
}
