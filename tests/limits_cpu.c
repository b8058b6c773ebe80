// RLIMIT_CPU: SIGXCPU at the soft limit and with each second after it, SIGKILL at the hard one;
// sleep doesn't count, and a child begins with none used.
// test: portable timeout=60
#include "test.h"

static volatile int signals;

static void count(int signal) {
    (void)signal;
    signals++;
}

static void set(rlim_t soft, rlim_t hard) {
    struct rlimit limit = {soft, hard};
    check(setrlimit(RLIMIT_CPU, &limit) == 0);
}

static void spin(void) {
    for (;;)
        ;
}

static void show_limit(const char *what) {
    struct rlimit limit;
    getrlimit(RLIMIT_CPU, &limit);
    dprintf(1, "%s: the soft limit is %lu now\n", what, (unsigned long)limit.rlim_cur);
}

static void soft(void) {
    set(1, RLIM_INFINITY);
    spin();
}

static void handled(void) {
    signal(SIGXCPU, count);
    set(1, 3);
    while (signals == 0)
        ;
    show_limit("first");
    while (signals == 1)
        ;
    show_limit("second");
    spin();
}

static void asleep(void) {
    set(1, 1);
    pause_for(1500);
    pid_t pid = start();
    if (pid == 0)
        _exit(0);
    check(wait_for(pid) == 0);
}

int main(void) {
    printf("at the soft limit: %s\n", status_text(status_of(soft)));
    printf("handled, then at the hard limit: %s\n", status_text(status_of(handled)));
    printf("asleep: %s\n", status_text(status_of(asleep)));
    return 0;
}
