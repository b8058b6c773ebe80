// A parent that waits for its vfork child can be killed; the child goes on with the memory. A
// signal with a handler waits.
// test: portable boots=roomy,small,swap
#include "test.h"
#include <poll.h>

static int ready[2], go[2];
static volatile int shared;

static void handle(int signal) {
    (void)signal;
    shared = 99;
}

static void lend(void) {
    signal(SIGUSR1, handle);
    if (vfork() != 0)
        _exit(1); // never
    char byte = 0;
    shared = 7;
    write(ready[1], &byte, 1);
    read(go[0], &byte, 1);
    byte = shared;
    write(ready[1], &byte, 1);
    _exit(0);
}

static void kill_by(int signal, bool other) {
    check(pipe(ready) == 0 && pipe(go) == 0);
    pid_t parent = start();
    if (parent == 0)
        lend();
    char byte;
    check(read(ready[0], &byte, 1) == 1);
    check((!other || kill(parent, SIGUSR1) == 0) && kill(parent, signal) == 0);
    printf("killed: %s", status_text(wait_for(parent)));
    printf(", its child has said nothing: %d", poll(&(struct pollfd){ready[0], POLLIN, 0}, 1, 50));
    check(write(go[1], &byte, 1) == 1 && read(ready[0], &byte, 1) == 1);
    printf(", and has %d\n", byte);
    close(ready[1]);
    check(read(ready[0], &byte, 1) == 0); // the child is gone, too
    close(ready[0]);
    close(go[0]);
    close(go[1]);
}

int main(void) {
    kill_by(SIGKILL, true);
    kill_by(SIGTERM, false); // Linux kills by it only if no other signal waits already
    return 0;
}
