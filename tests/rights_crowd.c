// A user who starts processes until there can be no more leaves some for root, who can end them.
// test: boots=roomy,small,swap,eager timeout=60
#include "rights.h"

enum { OF_ROOT = 10 };

static void crowd(int ready) {
    become(ME, MY_GROUP);
    while (fork() >= 0)
        continue;
    check(errno == EAGAIN || errno == ENOMEM);
    check(write(ready, "", 1) == 1);
    for (;;)
        pause();
}

// By one of the user's own processes, whose kill reaches all of these, and nobody else.
static void end_crowd(void) {
    pid_t child = start();
    if (child == 0) {
        become(ME, MY_GROUP);
        kill(-1, SIGKILL);
        _exit(0);
    }
    check(wait_for(child) == 0);
}

int main(void) {
    int ready[2];
    char byte;
    check(pipe(ready) == 0);
    pid_t first = start();
    if (first == 0)
        crowd(ready[1]);
    check(read(ready[0], &byte, 1) == 1);
    pid_t roots[OF_ROOT];
    for (int i = 0; i < OF_ROOT; i++) {
        roots[i] = start();
        while (roots[i] == 0)
            pause();
    }
    do { // again, for a child may have been on its way
        end_crowd();
        waitpid(first, NULL, WNOHANG);
    } while (getpriority(PRIO_USER, ME) != -1);
    check(errno == ESRCH);
    for (int i = 0; i < OF_ROOT; i++) {
        check(kill(roots[i], SIGKILL) == 0);
        check(strcmp(status_text(wait_for(roots[i])), "SIGKILL") == 0);
    }
    return 0;
}
