// Who waits for a disk leaves the processor to others also when a signal waits for it: each of
// many requests takes a switch to another process. test:
#include "fs.h"
#include <signal.h>
#include <sys/time.h>

enum { PAGES = 2048, AHEAD = 32 }; // so many pages are read at once

static char bytes[PAGES * PAGE];
static volatile int signals;

static void count(int signal) {
    (void)signal;
    signals++;
}

static long switches(void) {
    return number_in("/proc/stat", "ctxt");
}

int main(void) {
    struct itimerval soon = {.it_value = {.tv_usec = 1000}};
    memset(bytes, 'x', sizeof bytes);
    int fd = open("/tmp/disk", O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(fd >= 0 && write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes);
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "3", 1) == 1 && close(caches) == 0);
    check(sigaction(SIGALRM, &(struct sigaction){.sa_handler = count}, NULL) == 0);
    long before = switches();
    check(setitimer(ITIMER_REAL, &soon, NULL) == 0);
    check(pread(fd, bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes); // files do not give up
    long after = switches();
    printf("%ld switches, %d signal\n", after - before, signals);
    check(signals == 1 && after - before >= PAGES / AHEAD);
    check(close(fd) == 0 && unlink("/tmp/disk") == 0);
    return 0;
}
