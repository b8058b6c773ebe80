// The table of descriptors grows: 1,024 to begin with, 4,096 at most; a high one works without the
// ones below it, in a child, too, and poll and select wait for as many as there are.
// test: portable boots=roomy,small timeout=60
#include "test.h"
#include <poll.h>
#include <sys/select.h>

enum { MOST = 4096 };

static void raise_limit(rlim_t soft) {
    struct rlimit limit = {soft, MOST};
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

static void *set_of(int fd) {
    static uint64_t set[MOST / 64];
    memset(set, 0, sizeof set);
    set[fd / 64] |= 1ul << fd % 64;
    return set;
}

static void use_high(void) {
    char byte;
    int ends[2];
    check(pipe(ends) == 0);
    printf("dup2: %d", dup2(ends[0], 1001));
    printf(" %d", dup2(ends[1], 462));
    printf(", above: %s\n", outcome(dup2(0, 1024)));
    pid_t pid = start();
    if (pid == 0)
        _exit(write(462, "x", 1) == 1 && fcntl(1000, F_GETFD) == -1 ? 0 : 1);
    printf("a child: %s", status_text(wait_for(pid)));
    printf(", reads: %zd\n", read(1001, &byte, 1));
    check(write(ends[1], "y", 1) == 1);
    struct timeval now = {0, 0};
    uint64_t *set = set_of(1001);
    printf("select: %d", select(1002, (void *)set, NULL, NULL, &now));
    printf(", %d", (int)(set[1001 / 64] >> 1001 % 64 & 1));
    close(1001);
    printf(", closed: %s\n", outcome(select(1002, set_of(1001), NULL, NULL, &now)));
}

static void open_most(void) {
    raise_limit(MOST);
    int count = 0;
    while (dup(0) >= 0)
        count++;
    printf("open: %d, %s", count, errno_name(errno));
    static struct pollfd files[MOST];
    for (int fd = 0; fd < MOST; fd++)
        files[fd] = (struct pollfd){.fd = fd, .events = POLLNVAL};
    close(3000);
    printf(", poll: %d", poll(files, MOST, 0));
    printf(", which %d", files[3000].revents == POLLNVAL);
    pid_t pid = start();
    if (pid == 0)
        _exit(fcntl(MOST - 1, F_GETFD) == 0 && fcntl(3000, F_GETFD) == -1 ? 0 : 1);
    printf(", a child: %s", status_text(wait_for(pid)));
    raise_limit(100);
    printf(", too many to poll: %s\n", outcome(poll(files, 101, 0)));
    for (int fd = 3; fd < MOST; fd++)
        close(fd);
}

int main(void) {
    int null = open("/dev/null", O_RDWR);
    check(dup2(null, 0) == 0 && close(null) == 0);
    raise_limit(1024);
    use_high();
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    open_most();
    struct rlimit limit = {1, MOST + 1};
    raise_limit(1024);
    if (setuid(1000) == 0)
        printf("more: %s\n", outcome(setrlimit(RLIMIT_NOFILE, &limit)));
    return 0;
}
