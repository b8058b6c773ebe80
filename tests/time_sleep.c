// nanosleep lasts as long as asked and, once in a few times at least, not much longer; several
// sleepers at once wake in the order of their times; impossible durations are refused.
// test: portable
#include "test.h"
#include <sys/syscall.h>
#include <time.h>

enum { ABSOLUTE = 1 };

static int64_t now(void) {
    struct timespec time;
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
    return time.tv_sec * 1000000000l + time.tv_nsec;
}

enum { LATE = 100000000, TRIES = 20 }; // a busy host makes us late, but not each time

static void show(const char *what, time_t seconds, long nanoseconds) {
    struct timespec duration = {seconds, nanoseconds};
    int64_t shortest = INT64_MAX, wanted = seconds * 1000000000l + nanoseconds;
    int result = 0;
    for (int i = 0; i < TRIES && result == 0 && shortest > wanted + LATE; i++) {
        int64_t before = now();
        result = nanosleep(&duration, NULL);
        int64_t lasted = now() - before;
        shortest = lasted < shortest ? lasted : shortest;
    }
    printf("%s: %s", what, outcome(result));
    if (result == 0)
        printf(", long enough: %d, not too long: %d", shortest >= wanted,
               shortest <= wanted + LATE);
    printf("\n");
}

// Five sleepers, until moments that are 400 ms apart, say their numbers as they wake.
static void together(void) {
    int fds[2];
    check(pipe(fds) == 0);
    int64_t begin = now();
    for (int i = 5; i > 0; i--) {
        if (start() != 0)
            continue;
        int64_t moment = begin + i * 400000000l;
        struct timespec time = {moment / 1000000000, moment % 1000000000};
        check(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, ABSOLUTE, &time, NULL) == 0);
        char digit = '0' + i;
        check(write(fds[1], &digit, 1) == 1);
        _exit(0);
    }
    for (int i = 0; i < 5; i++) {
        char digit;
        check(read(fds[0], &digit, 1) == 1);
        printf("%c", digit);
    }
    printf("\n");
    while (wait(NULL) > 0)
        ;
}

int main(void) {
    show("nothing", 0, 0);
    show("a nanosecond", 0, 1);
    show("a millisecond", 0, 1000000);
    show("30 milliseconds", 0, 30000000);
    show("300 milliseconds", 0, 300000000);
    show("a second and a bit", 1, 10000000);
    show("negative seconds", -1, 0);
    show("negative nanoseconds", 0, -1);
    show("too many nanoseconds", 0, 1000000000);
    together();

    // A sleep that a signal ends, ends the process.
    pid_t pid = start();
    if (pid == 0) {
        struct timespec forever = {INT64_MAX, 0};
        nanosleep(&forever, NULL);
        _exit(1);
    }
    check(sleeps(pid));
    kill(pid, SIGALRM);
    printf("for ever: %s\n", status_text(wait_for(pid)));
    return 0;
}
