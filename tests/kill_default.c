// What each signal does to a process that has said nothing about it: most end it, some stop it,
// some are ignored. test: portable
#include "test.h"

static const char *effect(int signal) {
    int ready[2], gate[2], status;
    check(pipe(ready) == 0 && pipe(gate) == 0);
    pid_t pid = start();
    if (pid == 0) {
        check(write(ready[1], "!", 1) == 1);
        wait_until_closed(gate);
        _exit(0);
    }
    check(setpgid(pid, 0) == 0); // Linux lets nobody stop a group that nobody could continue
    char byte;
    check(read(ready[0], &byte, 1) == 1);
    check(kill(pid, signal) == 0);
    close(gate[1]);
    check(waitpid(pid, &status, WUNTRACED) == pid);
    if (WIFSTOPPED(status)) {
        kill(pid, SIGKILL);
        wait_for(pid);
    }
    close(gate[0]);
    close(ready[0]);
    close(ready[1]);
    return status_text(status);
}

int main(void) {
    for (int signal = 0; signal < 32; signal++)
        printf("%s: %s\n", signal_name(signal), effect(signal));
    printf("34: %s\n", effect(34));
    printf("64: %s\n", effect(64));
    return 0;
}
