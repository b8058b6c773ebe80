// Children of a process that ignores SIGCHLD leave no zombies: wait sleeps until the last of them
// has ended and then says ECHILD. With the default action, which also does nothing, they stay.
// test: portable
#include "test.h"

static void ignoring(void) {
    signal(SIGCHLD, SIG_IGN);
    int report[2];
    check(pipe(report) == 0);
    for (int i = 0; i < 3; i++) {
        if (start() == 0) {
            usleep(10000 * i);
            check(write(report[1], "x", 1) == 1);
            _exit(i);
        }
    }
    printf("wait: %s\n", outcome(wait(NULL)));
    close(report[1]);
    char bytes[8];
    ssize_t n, total = 0;
    while ((n = read(report[0], bytes, sizeof bytes)) > 0)
        total += n;
    printf("all had ended: %zd\n", total);
}

int main(void) {
    printf("ignoring: %s\n", status_text(status_of(ignoring)));
    pid_t pid = start();
    if (pid == 0)
        _exit(8);
    await_state(pid, 'Z');
    printf("default: %s\n", status_text(wait_for(pid)));
    return 0;
}
