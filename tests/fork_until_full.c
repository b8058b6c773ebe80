// Children that sleep, until fork fails: it fails with an error, nobody is killed, and the next
// round comes as far as the first.
// test: boots=roomy,small,swap,tight,eager timeout=120
#include "test.h"

enum { CHILDREN_MAX = 4096, ROUNDS = 3, TOLERANCE = 4 };

static pid_t children[CHILDREN_MAX];

static int fork_until_it_fails(void) {
    for (int n = 0; n < CHILDREN_MAX; n++) {
        children[n] = fork();
        if (children[n] == 0)
            for (;;)
                pause();
        if (children[n] < 0)
            return n;
    }
    return CHILDREN_MAX;
}

int main(void) {
    int first = 0;
    for (int round = 0; round < ROUNDS; round++) {
        int count = fork_until_it_fails();
        printf("round %d: %d children, then %s\n", round, count, errno_name(errno));
        check(errno == EAGAIN || errno == ENOMEM);
        for (int i = 0; i < count; i++)
            check(kill(children[i], SIGKILL) == 0);
        for (int i = 0; i < count; i++)
            check(strcmp(status_text(wait_for(children[i])), "SIGKILL") == 0);
        first = round == 0 ? count : first;
        check(count > 20 && count >= first - TOLERANCE);
    }
    return 0;
}
