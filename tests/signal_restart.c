// System calls that a handler interrupts: with SA_RESTART they go on, without it they end with
// EINTR; some always do. What is left of a sleep is told.
// test: portable timeout=30
#include "test.h"
#include <sys/time.h>
#include <time.h>

static volatile int caught;
static void count(int signal) {
    (void)signal;
    caught++;
}

static void install(int signal, unsigned long flags) {
    struct sigaction action = {.sa_handler = count, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    check(sigaction(signal, &action, NULL) == 0);
    caught = 0;
}

// Signals the parent once it sleeps, and when it sleeps again, or still, writes to the pipe.
static pid_t disturber(int to) {
    pid_t parent = getpid(), pid = start();
    if (pid != 0)
        return pid;
    check(sleeps(parent));
    kill(parent, SIGUSR1);
    check(sleeps(parent));
    check(write(to, "late", 4) == 4);
    _exit(7);
}

static void reading(const char *name, unsigned long flags) {
    int ends[2];
    char text[8] = "";
    check(pipe(ends) == 0);
    install(SIGUSR1, flags);
    pid_t pid = disturber(ends[1]);
    ssize_t got = read(ends[0], text, sizeof text);
    printf("%s: read %s, got %zd, caught %d\n", name, outcome(got), got, caught);
    wait_for(pid);
    close(ends[0]);
    close(ends[1]);
}

static void waiting(const char *name, unsigned long flags) {
    int ends[2], status = 0;
    check(pipe(ends) == 0);
    install(SIGUSR1, flags);
    pid_t pid = disturber(ends[1]);
    int result = waitpid(pid, &status, 0);
    printf("%s: wait %s, the child %d, caught %d\n", name, outcome(result), result == pid, caught);
    if (result < 0)
        wait_for(pid);
    close(ends[0]);
    close(ends[1]);
}

static void sleeping(const char *name, unsigned long flags) {
    int ends[2];
    check(pipe(ends) == 0);
    install(SIGUSR1, flags);
    pid_t pid = disturber(ends[1]);
    struct timespec long_time = {20, 0}, left = {0, 0};
    int result = nanosleep(&long_time, &left);
    printf("%s: sleep %s, some of 20 s left: %d, caught %d\n", name, outcome(result),
           left.tv_sec > 0 && left.tv_sec < 20, caught);
    wait_for(pid);
    close(ends[0]);
    close(ends[1]);
}

static void nap(int signal) {
    (void)signal;
    pause_for(20);
}

// The interrupted sleep's time is not the handler's.
static void sleeping_handler(void) {
    int ends[2];
    check(pipe(ends) == 0);
    check(signal(SIGUSR1, nap) != SIG_ERR);
    pid_t pid = disturber(ends[1]);
    struct timespec long_time = {20, 0}, began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    int result = nanosleep(&long_time, NULL);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("a handler sleeps: %s, in time %d\n", outcome(result), ended.tv_sec - began.tv_sec < 10);
    wait_for(pid);
    close(ends[0]);
    close(ends[1]);
}

enum { TIME = 1000 }; // ms

// A child that sleeps so long, and is stopped meanwhile.
static pid_t stopped_for(long span) {
    pid_t pid = start();
    if (pid == 0) {
        struct timespec time = {TIME / 1000, 0};
        long began = milliseconds(CLOCK_MONOTONIC);
        int result = nanosleep(&time, NULL);
        _exit(result == 0 && milliseconds(CLOCK_MONOTONIC) - began >= TIME ? 0 : 1);
    }
    check(setpgid(pid, 0) == 0);
    check(sleeps(pid));
    kill(pid, SIGSTOP);
    int status;
    check(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
    pause_for(span);
    kill(pid, SIGCONT);
    return pid;
}

// A stop and SIGCONT without a handler: the sleep ends when it would have.
static void stopped_sleep(void) {
    printf("a sleep that was stopped: %s\n", status_text(wait_for(stopped_for(1))));
    pid_t late = stopped_for(TIME);
    printf("one that is over: sleeps on %d", sleeps(late));
    printf(", %s\n", status_text(wait_for(late)));
}

static void suspended(void) {
    sigset_t blocked, none, now;
    install(SIGUSR1, SA_RESTART);
    sigemptyset(&blocked);
    sigemptyset(&none);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    kill(getpid(), SIGUSR1);
    int before = caught, result = sigsuspend(&none);
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("sigsuspend: %s, caught %d then %d, blocked again %d\n", outcome(result), before, caught,
           sigismember(&now, SIGUSR1));

    kill(getpid(), SIGUSR1);
    struct timespec no_time = {0, 0}, short_time = {0, 50000000};
    siginfo_t info;
    result = sigtimedwait(&blocked, &info, &no_time);
    printf("sigtimedwait: %s, code %d, caught %d\n", signal_name(result), info.si_code, caught);
    printf("sigtimedwait for nothing: %s\n", outcome(sigtimedwait(&blocked, &info, &short_time)));
    pid_t parent = getpid(), pid = start();
    if (pid == 0) {
        check(sleeps(parent));
        kill(parent, SIGUSR1);
        _exit(0);
    }
    result = sigwaitinfo(&blocked, &info);
    printf("sigwaitinfo: %s, from the child %d\n", signal_name(result), info.si_pid == pid);
    wait_for(pid);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void timers(void) {
    sigset_t none, blocked;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGALRM);
    sigprocmask(SIG_BLOCK, &blocked, NULL); // until we wait for it
    install(SIGALRM, 0);
    alarm(1000);
    unsigned left = alarm(1);
    int result = sigsuspend(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    printf("alarm: left %d, sigsuspend %s, caught %d, nothing left: %u\n",
           left > 900 && left <= 1000, outcome(result), caught, alarm(0));
    install(SIGALRM, 0);
    struct itimerval every = {{0, 30000}, {0, 30000}}, off = {{0, 0}, {0, 0}}, was;
    setitimer(ITIMER_REAL, &every, NULL);
    while (caught < 5)
        pause();
    setitimer(ITIMER_REAL, &off, &was);
    printf("every 30 ms: interval was %ld\n", (long)was.it_interval.tv_usec);
    install(SIGVTALRM, 0);
    setitimer(ITIMER_VIRTUAL, &every, NULL);
    while (caught < 3)
        ;
    setitimer(ITIMER_VIRTUAL, &off, NULL);
    printf("bad kind: %s\n", outcome(setitimer(3, &every, NULL)));
    every.it_value.tv_usec = 1000000;
    printf("bad time: %s\n", outcome(setitimer(ITIMER_REAL, &every, NULL)));
}

int main(void) {
    reading("SA_RESTART", SA_RESTART);
    reading("none", 0);
    waiting("SA_RESTART", SA_RESTART);
    waiting("none", 0);
    sleeping("SA_RESTART", SA_RESTART);
    sleeping("none", 0);
    sleeping_handler();
    stopped_sleep();
    suspended();
    timers();
    return 0;
}
