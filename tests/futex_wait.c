// futex: a word that is not as expected does not wait; those who wait on shared memory are woken as
// many as are asked for, the oldest first and only with a common bit, in two processes with the
// word at two addresses; a private word is each one's own. Timeouts are spans or times of two
// clocks, also when that is over, and signals end the wait, always if it has a timeout. Whoever
// wakes at an address where nothing is gets EFAULT, unless the word is said to be private.
// test: portable
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

enum { WAIT = 0, WAKE = 1, WAIT_BITSET = 9, WAKE_BITSET = 10, PRIVATE = 128, REALTIME = 256 };

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

static void catch (int signal) {
    (void)signal;
}

static unsigned *place; // of the word that a child waits on
static unsigned bits;

static void wait_once(void) {
    check(futex(place, WAIT_BITSET, 0, NULL, bits) == 0);
}

// A child that waits for one of these bits, once it does.
static pid_t start_waiter(unsigned *word, unsigned wanted) {
    place = word;
    bits = wanted;
    pid_t pid = start_in(wait_once);
    check(sleeps(pid));
    return pid;
}

static void order(void) {
    *shared = shared[1] = 0;
    pid_t first = start_waiter(shared, 1), second = start_waiter(shared, 2),
          third = start_waiter(shared, 3), other = start_waiter(shared + 1, 3);
    printf("bit 4: %ld", futex(shared, WAKE_BITSET, 9, NULL, 4));
    printf(", bit 2: %ld", futex(shared, WAKE_BITSET, 1, NULL, 2));
    printf(", %s", status_text(wait_for(second)));
    printf(", the oldest: %ld", futex(shared, WAKE, 1, NULL, 0));
    printf(", %s", status_text(wait_for(first)));
    printf(", all: %ld", futex(shared, WAKE, 9, NULL, 0));
    printf(", %s", status_text(wait_for(third)));
    printf(", the next word: %ld", futex(shared + 1, WAKE, 9, NULL, 0));
    printf(", %s\n", status_text(wait_for(other)));
}

static void nowhere(void) {
    printf("wake nowhere: %s", outcome(futex((unsigned *)8, WAKE, 1, NULL, 0)));
    printf(", private: %s", outcome(futex((unsigned *)8, WAKE | PRIVATE, 1, NULL, 0)));
    printf(", in the kernel: %s\n",
           outcome(futex((unsigned *)0xffffffff80000000, WAKE | PRIVATE, 1, NULL, 0)));
}

static void private(void) {
    static unsigned word;
    pid_t pid = start_waiter(&word, 1);
    printf("of another process: %ld", futex(&word, WAKE, 9, NULL, 0));
    kill(pid, SIGKILL);
    printf(", %s", status_text(wait_for(pid)));
    printf(", private: %s", outcome(futex(&word, WAIT | PRIVATE, 1, NULL, 0)));
    printf(", by a clock: %s", outcome(futex(&word, WAIT | REALTIME, 1, NULL, 0)));
    printf(" %s", outcome(futex(&word, WAKE | REALTIME, 1, NULL, 0)));
    printf(" %ld", futex(&word, WAKE | PRIVATE, 1, NULL, 0));
    printf(", unknown: %s\n", outcome(futex(&word, 99, 1, NULL, 0)));
}

// How a wait of 100 ms ends: by its span, or at a time of a clock.
static void timeout(const char *name, int operation, clockid_t clock, bool until) {
    static unsigned word;
    long before = milliseconds(clock), end = 100 + (until ? before : 0);
    struct timespec time = {end / 1000, end % 1000 * 1000000};
    int result = futex(&word, operation, 0, &time, 1), error = errno;
    long took = milliseconds(clock) - before;
    printf("%s: %d, in time %d\n", name, result < 0 && error == ETIMEDOUT,
           took >= 98 && took < 10000);
}

// SA_RESTART restarts a wait without a timeout only.
static void restarted(void) {
    static unsigned word;
    struct timespec time = {20, 0}, short_time = {0, 100000000};
    struct sigaction action = {.sa_handler = catch, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    printf("a signal and a timeout: %s\n", outcome(futex(&word, WAIT, 0, &time, 0)));
    long before = milliseconds(CLOCK_MONOTONIC);
    bool late = futex(&word, WAIT, 0, &short_time, 0) < 0 && errno == ETIMEDOUT;
    printf("then: %d, in time %d\n", late, milliseconds(CLOCK_MONOTONIC) - before < 10000);
    *shared = 0;
    pid_t pid = start();
    if (pid == 0) {
        alarm(1);
        _exit(futex(shared, WAIT, 0, NULL, 0) == 0 ? 0 : 1);
    }
    pause_for(1200);
    check(sleeps(pid)); // again
    printf("a signal alone: %ld", futex(shared, WAKE, 1, NULL, 0));
    printf(", %s\n", status_text(wait_for(pid)));
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
    for (int i = 0; i < 3; i++)
        check(sleeps(child[i]));
    printf("one is woken without cause: %ld\n", futex(shared, WAKE, 1, NULL, 0));
    for (int i = 0; i < 3; i++)
        check(sleeps(child[i])); // again
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
    order();
    nowhere();
    private();
    timeout("span", WAIT, CLOCK_MONOTONIC, false);
    timeout("time", WAIT_BITSET, CLOCK_MONOTONIC, true);
    timeout("time of day", WAIT_BITSET | REALTIME, CLOCK_REALTIME, true);
    restarted();
    return 0;
}
