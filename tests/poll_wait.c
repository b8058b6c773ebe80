// poll sleeps until something happens: a child's write, its read that makes room, its end, which
// hangs up; or until the time is over, not before it and not long after. Several may wait for the
// same. A waiting process can be killed.
// test: portable boots=roomy,small
#include "poll.h"

static int fds[2];

// Children that act when their parent waits.
static void writer(void) {
    check(sleeps(getppid()));
    check(write(fds[1], "x", 1) == 1);
}

static void reader(void) {
    static char bytes[65536];
    check(sleeps(getppid()));
    check(read(fds[0], bytes, sizeof bytes) > 0);
}

static void leaver(void) {
    close(fds[0]);
    check(sleeps(getppid()));
}

// Whether poll came back, and by itself, between `least` and `most` milliseconds after `start`.
static const char *when(long start, long least, long most) {
    long took = milliseconds(CLOCK_MONOTONIC) - start;
    return took < least ? "too early" : took > most ? "too late" : "in time";
}

static void wait_in(const char *what, int fd, int events, int timeout, int least) {
    struct pollfd file = {fd, events, 0};
    long start = milliseconds(CLOCK_MONOTONIC);
    int n = do_poll(&file, 1, timeout);
    printf("%s: %d,%s, %s\n", what, n, events_text(file.revents), when(start, least, 5000));
}

static void waiter(void) {
    struct pollfd file = {fds[0], POLLIN, 0};
    check(do_poll(&file, 1, 10000) == 1 && file.revents == POLLIN);
}

static void happenings(void) {
    check(pipe(fds) == 0);
    pid_t child = start_in(writer);
    wait_in("something to read", fds[0], POLLIN, -1, 0);
    check(wait_for(child) == 0);
    check(fcntl(fds[1], F_SETFL, O_NONBLOCK) == 0);
    while (write(fds[1], "0123456789abcdef", 16) > 0)
        continue;
    child = start_in(reader);
    wait_in("room to write", fds[1], POLLOUT, 10000, 0);
    check(wait_for(child) == 0);
    close(fds[0]);
    close(fds[1]);

    check(pipe(fds) == 0);
    child = start_in(leaver);
    close(fds[1]);
    wait_in("hang-up", fds[0], 0, -1, 0);
    check(wait_for(child) == 0);
    close(fds[0]);
}

static void times(void) {
    check(pipe(fds) == 0);
    wait_in("at once", fds[0], POLLIN, 0, 0);
    wait_in("1 ms", fds[0], POLLIN, 1, 1);
    wait_in("75 ms", fds[0], POLLIN, 75, 75);
    long start = milliseconds(CLOCK_MONOTONIC);
    int n = do_poll(NULL, 0, 50);
    printf("no files: %d, %s\n", n, when(start, 50, 5000));
    struct timespec span = {0, 40000000}, huge = {INT64_MAX, 999999999};
    struct pollfd file = {fds[0], POLLIN, 0};
    start = milliseconds(CLOCK_MONOTONIC);
    long result = syscall(SYS_ppoll, &file, 1, &span, NULL, 0);
    printf("ppoll: %ld, %s, left %ld %ld\n", result, when(start, 40, 5000), (long)span.tv_sec,
           (long)span.tv_nsec);
    pid_t child = start_in(writer);
    result = syscall(SYS_ppoll, &file, 1, &huge, NULL, 0);
    printf("ppoll for ever: %ld,%s\n", result, events_text(file.revents));
    check(wait_for(child) == 0);
}

static void many_waiters(void) {
    pid_t waiters[5];
    check(pipe(fds) == 0);
    for (int i = 0; i < 5; i++)
        waiters[i] = start_in(waiter);
    for (int i = 0; i < 5; i++)
        check(sleeps(waiters[i]));
    check(write(fds[1], "x", 1) == 1);
    for (int i = 0; i < 5; i++)
        printf("waiter: %s\n", status_text(wait_for(waiters[i])));
    check(read(fds[0], waiters, 1) == 1);
    pid_t child = start_in(waiter);
    check(sleeps(child));
    kill(child, SIGTERM);
    printf("killed: %s\n", status_text(wait_for(child)));
}

int main(void) {
    happenings();
    times();
    many_waiters();
    return 0;
}
