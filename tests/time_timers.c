// Timers: alarm tells what was left of the one before; setitimer sends once or again and again, by
// real time, by the program's own or by that with the kernel's for it; they are set anew, read and
// turned off; a child has none, a new program keeps them.
// test: portable
#include "test.h"
#include <sys/time.h>
#include <time.h>

static volatile int caught, last;
static void count(int signal) {
    caught++;
    last = signal;
}

static void set(int kind, long first, long every) {
    struct itimerval timer = {{every / 1000, every % 1000 * 1000},
                              {first / 1000, first % 1000 * 1000}};
    check(setitimer(kind, &timer, NULL) == 0);
    caught = 0;
}

// What alarm says of a timer that was just set: unless others kept us from running, then again.
static unsigned left_of(long first, unsigned next) {
    unsigned left;
    long began;
    do {
        began = milliseconds(CLOCK_MONOTONIC);
        set(ITIMER_REAL, first, 30000);
        left = alarm(next);
    } while (milliseconds(CLOCK_MONOTONIC) - began > 50);
    return left;
}

// Whether not much of so many seconds is over.
static bool about(long left, long seconds) {
    return left <= seconds && left > seconds - 60;
}

static void alarms(void) {
    printf("alarm: %u", alarm(500));
    pause_for(100);
    printf(" %d", about(alarm(0), 500));
    printf(" %u", alarm(0));
    printf(" %u", left_of(20400, 700));
    struct itimerval now;
    check(getitimer(ITIMER_REAL, &now) == 0);
    printf(" then %d, every %ld", about(now.it_value.tv_sec, 700), now.it_interval.tv_sec);
    printf(" %u", left_of(900, 0));
    pause_for(1000);
    printf(", caught %d\n", caught);
}

static void once(void) {
    struct itimerval now, was, off = {{0, 0}, {0, 0}};
    set(ITIMER_REAL, 50, 0);
    pause_for(400);
    check(getitimer(ITIMER_REAL, &now) == 0);
    printf("once: %d, left %ld\n", caught, now.it_value.tv_sec * 1000000 + now.it_value.tv_usec);
    set(ITIMER_REAL, 500000, 2000);
    check(getitimer(ITIMER_REAL, &now) == 0 && setitimer(ITIMER_REAL, &off, &was) == 0);
    printf("left %d, every %ld; left %d, every %ld\n", about(now.it_value.tv_sec, 500),
           now.it_interval.tv_sec, about(was.it_value.tv_sec, 500), was.it_interval.tv_sec);
}

// While the signal is blocked, expiries become one; it does not catch up with them, and comes also
// if the timer is off by then.
static void missed(void) {
    sigset_t alarm_signal, none;
    sigemptyset(&none);
    sigemptyset(&alarm_signal);
    sigaddset(&alarm_signal, SIGALRM);
    sigprocmask(SIG_SETMASK, &alarm_signal, NULL);
    set(ITIMER_REAL, 20, 100);
    pause_for(500);
    set(ITIMER_REAL, 0, 0);
    sigprocmask(SIG_SETMASK, &none, NULL);
    printf("blocked meanwhile: %d\n", caught);
}

// Sleeping is not computing; and what the kernel does is not the program's own time.
static void own_time(void) {
    set(ITIMER_VIRTUAL, 1000, 0);
    set(ITIMER_PROF, 1000, 0);
    pause_for(1500);
    printf("asleep: %d", caught);
    set(ITIMER_PROF, 0, 0);
    set(ITIMER_VIRTUAL, 150, 0);
    while (caught < 1)
        ;
    printf(", computing: %s", signal_name(last));
    set(ITIMER_PROF, 60, 60);
    while (caught < 2)
        ;
    printf(" %s\n", signal_name(last));
    set(ITIMER_PROF, 0, 0);
}

// Of a program that hardly does more than ask the kernel for much, the kernel's time is most.
static void kernels_time(void) {
    static char bytes[1 << 20];
    int fd = open("/dev/zero", O_RDONLY);
    check(fd >= 0);
    struct rusage usage;
    set(ITIMER_VIRTUAL, 400, 0);
    set(ITIMER_PROF, 400, 0);
    long began = milliseconds(CLOCK_PROCESS_CPUTIME_ID);
    while (caught < 1)
        check(read(fd, bytes, sizeof bytes) > 0); // less than asked for when the signal comes
    long took = milliseconds(CLOCK_PROCESS_CPUTIME_ID) - began;
    getrusage(RUSAGE_SELF, &usage);
    printf("in the kernel: %s, early %d\n", signal_name(last), took < 200);
    set(ITIMER_VIRTUAL, 0, 0);
    set(ITIMER_PROF, 0, 0);
}

static void sender(void) {
    sigset_t alarm_signal, none;
    siginfo_t info;
    sigemptyset(&none);
    sigemptyset(&alarm_signal);
    sigaddset(&alarm_signal, SIGALRM);
    sigprocmask(SIG_SETMASK, &alarm_signal, NULL);
    set(ITIMER_REAL, 10, 0);
    check(sigwaitinfo(&alarm_signal, &info) == SIGALRM);
    sigprocmask(SIG_SETMASK, &none, NULL);
    printf("code %d, sender %d\n", info.si_code, info.si_pid);
}

static void errors(void) {
    struct itimerval timer = {{0, 0}, {-1, 0}};
    printf("negative: %s", outcome(setitimer(ITIMER_REAL, &timer, NULL)));
    timer = (struct itimerval){{0, 1000000}, {1, 0}};
    printf(" bad interval: %s", outcome(setitimer(ITIMER_REAL, &timer, NULL)));
    printf(" bad kind: %s", outcome(getitimer(3, &timer)));
    printf(" none: %u\n", alarm(0));
}

static void inherited(void) {
    alarm(9);
    pid_t pid = start();
    if (pid == 0)
        _exit(alarm(0));
    printf("a child: %s\n", status_text(wait_for(pid)));
    if (start() == 0) {
        alarm(90);
        execl("/proc/self/exe", "time_timers", "again", (char *)NULL);
    }
    wait(NULL);
    alarm(0);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        unsigned left = alarm(0);
        printf("a new program: %d\n", left > 60 && left <= 90);
        return 0;
    }
    struct sigaction action = {.sa_handler = count, .sa_flags = SA_RESTART};
    int signals[] = {SIGALRM, SIGVTALRM, SIGPROF};
    for (int i = 0; i < 3; i++)
        check(sigaction(signals[i], &action, NULL) == 0);
    alarms();
    once();
    missed();
    own_time();
    kernels_time();
    sender();
    errors();
    inherited();
    return 0;
}
