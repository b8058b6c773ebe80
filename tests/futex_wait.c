// futex: a word that is not as expected does not wait; those who wait on shared memory are woken as
// many as are asked for, in two processes with the word at two addresses; timeouts, also those that
// are over, and signals, which end a wait with a timeout for good.
// test: portable
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

enum { WAIT = 0, WAKE = 1, WAIT_BITSET = 9, REALTIME = 256 };

static long futex(unsigned *word, int operation, unsigned value, const struct timespec *timeout,
                  unsigned bits) {
    return syscall(SYS_futex, word, operation, value, timeout, NULL, bits);
}

static unsigned *shared;

static void waiter(void) {
    unsigned *elsewhere = mremap(shared, PAGE, PAGE, MREMAP_MAYMOVE);
    check(elsewhere == shared);
    while (*shared == 0)
        check(futex(shared, WAIT, 0, NULL, 0) == 0 || errno == EAGAIN);
}

static void pause_for(long milliseconds) {
    struct timespec time = {0, milliseconds * 1000000};
    nanosleep(&time, NULL);
}

static void catch (int signal) {
    (void)signal;
}

// Until a time, which has long been.
static void until(const char *what, int operation, long seconds) {
    struct timespec time = {seconds, 0};
    alarm(2);
    printf("until %s: %d\n", what,
           futex(shared, operation, *shared, &time, 1) == -1 && errno == ETIMEDOUT);
    alarm(0);
}

int main(void) {
    shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct timespec short_time = {0, 20000000}, bad_time = {0, -1};
    *shared = 5;
    printf("not as expected: %s\n", outcome(futex(shared, WAIT, 4, NULL, 0)));
    printf("nobody waits: %ld\n", futex(shared, WAKE, 1, NULL, 0));
    errno = 0;
    printf("timeout: %d\n", futex(shared, WAIT, 5, &short_time, 0) < 0 && errno == ETIMEDOUT);
    printf("bad timeout: %s\n", outcome(futex(shared, WAIT, 5, &bad_time, 0)));
    printf("misaligned: %s\n", outcome(futex((unsigned *)((char *)shared + 1), WAKE, 1, NULL, 0)));
    printf("no bits: %s\n", outcome(futex(shared, WAIT_BITSET, 5, NULL, 0)));
    printf("nowhere: %s\n", outcome(futex((unsigned *)8, WAIT, 5, NULL, 0)));
    *shared = 0;
    pid_t child[3];
    for (int i = 0; i < 3; i++)
        child[i] = start_in(waiter);
    pause_for(100);
    printf("one is woken without cause: %ld\n", futex(shared, WAKE, 1, NULL, 0));
    pause_for(20);
    *shared = 1;
    printf("all: %ld\n", futex(shared, WAKE, 100, NULL, 0));
    for (int i = 0; i < 3; i++)
        printf("waiter: %s\n", status_text(wait_for(child[i])));
    struct sigaction action = {.sa_handler = catch};
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    printf("a signal: %s\n", outcome(futex(shared, WAIT, 1, NULL, 0)));
    until("the boot", WAIT_BITSET, 0);
    until("1970", WAIT_BITSET | REALTIME, 0);
    until("a second later", WAIT_BITSET | REALTIME, 1);
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    struct timespec long_time = {3, 0};
    printf("a signal, a timeout: %s\n", outcome(futex(shared, WAIT, 1, &long_time, 0)));
    return 0;
}
