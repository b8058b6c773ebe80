// At least 250 descriptors can be open at once; then comes EMFILE, for pipes too, and nothing is
// lost: after closing they can all be opened again, and a child has them all. (How many it may be
// is configured elsewhere.) test: boots=roomy,small
#include "test.h"

static int open_all(void) {
    int count = 0;
    while (open("/dev/null", O_RDONLY) >= 0)
        count++;
    check(errno == EMFILE);
    return count;
}

static void child(void) {
    check(dup(0) == -1 && errno == EMFILE);
    for (int fd = 3; fd < 250; fd++)
        check(close(fd) == 0);
    int fds[2];
    check(pipe(fds) == 0);
}

int main(void) {
    int count = open_all(), fds[2];
    printf("opened %d\n", count);
    check(count >= 250 - 3);
    check(pipe(fds) == -1 && errno == EMFILE);
    check(close(100) == 0);
    check(pipe(fds) == -1 && errno == EMFILE); // one is not enough
    check(dup(0) == 100);
    check(dup(0) == -1 && errno == EMFILE);
    check(fcntl(0, F_DUPFD, 0) == -1 && errno == EMFILE);
    check(wait_for(start_in(child)) == 0);
    for (int fd = 3; fd < count + 3; fd++)
        close(fd);
    check(open_all() >= count);
    return 0;
}
