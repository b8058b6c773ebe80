// RLIMIT_NPROC: so many processes a user may have, all of them together; those that have ended
// count until they are waited for. Root may have any number.
// test: portable root
#include "rights.h"

enum { SOMEBODY = 54000, LIMIT = 5, CHILDREN = 10 };

static pid_t children[CHILDREN];

static void set_limit(void) {
    const struct rlimit limit = {LIMIT, LIMIT};
    check(setrlimit(RLIMIT_NPROC, &limit) == 0);
}

// Until it fails, or all are there.
static void fork_many(const char *who) {
    int n = 0;
    for (; n < CHILDREN && (children[n] = fork()) >= 0; n++)
        if (children[n] == 0)
            for (;;)
                pause();
    printf("%s: %d children, then %s\n", who, n, n < CHILDREN ? errno_name(errno) : "no more");
    fflush(stdout);
    if (n < CHILDREN) {
        kill(children[0], SIGKILL);
        await_state(children[0], 'Z');
        printf("one has ended: %s\n", outcome(fork()));
        wait_for(children[0]);
        children[0] = start();
        if (children[0] == 0)
            _exit(0);
        printf("and was waited for: ok\n");
    }
    for (int i = 0; i < n; i++) {
        kill(children[i], SIGKILL);
        wait_for(children[i]);
    }
}

int main(void) {
    set_limit();
    fork_many("root");
    pid_t child = start();
    if (child == 0) {
        become(SOMEBODY, MY_GROUP);
        fork_many("somebody");
        fflush(stdout);
        _exit(0);
    }
    check(wait_for(child) == 0);
    return 0;
}
