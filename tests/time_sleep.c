// nanosleep lasts as long as asked and not much longer, also for several sleepers at once, who wake
// in the order of their times; impossible durations are refused.
// test: portable
#include "test.h"
#include <time.h>

static int64_t now(void) {
    struct timespec time;
    check(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
    return time.tv_sec * 1000000000l + time.tv_nsec;
}

static void show(const char *what, time_t seconds, long nanoseconds) {
    struct timespec duration = {seconds, nanoseconds};
    int64_t before = now();
    int result = nanosleep(&duration, NULL);
    int64_t lasted = now() - before, wanted = seconds * 1000000000l + nanoseconds;
    printf("%s: %s", what, outcome(result));
    if (result == 0)
        printf(", long enough: %d, not too long: %d", lasted >= wanted,
               lasted < wanted + 1000000000);
    printf("\n");
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

    int fds[2];
    check(pipe(fds) == 0);
    int64_t before = now();
    for (int i = 5; i > 0; i--) {
        if (start() == 0) {
            struct timespec duration = {0, before + i * 150000000 - now()};
            nanosleep(&duration, NULL);
            char digit = '0' + i;
            check(write(fds[1], &digit, 1) == 1);
            _exit(0);
        }
    }
    for (int i = 0; i < 5; i++) {
        char digit;
        check(read(fds[0], &digit, 1) == 1);
        printf("%c", digit);
    }
    printf("\nat the same time: %d\n", now() - before < 1800000000);
    while (wait(NULL) > 0)
        ;

    // A sleep that a signal ends, ends the process.
    pid_t pid = start();
    if (pid == 0) {
        struct timespec forever = {INT64_MAX, 0};
        nanosleep(&forever, NULL);
        _exit(1);
    }
    usleep(10000);
    kill(pid, SIGALRM);
    printf("for ever: %s\n", status_text(wait_for(pid)));
    return 0;
}
