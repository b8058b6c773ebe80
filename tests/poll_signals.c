// Signals and waiting for files: a handler ends poll and select (EINTR, even with SA_RESTART), and
// the sets stay as they were; opening a FIFO, F_SETLKW and flock go on after it with SA_RESTART,
// and end without. ppoll and pselect6 let a blocked signal in for as long as they wait. A stop and
// a continuation don't end poll before its time, and the time goes on meanwhile.
// test: portable boots=roomy
#include "lock.h"
#include <sys/select.h>

enum { TIME = 1000 }; // ms

static int fds[2], end[2], fd;
static volatile int handled;

static void handler(int signal) {
    (void)signal;
    handled++;
}

static void catch (unsigned long flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    check(sigaction(SIGUSR1, &action, NULL) == 0);
}

// A child that sends a signal while its parent sleeps, and later takes away what its parent waits
// for.
static pid_t disturber(void (*end_it)(void)) {
    pid_t parent = getpid(), pid = start();
    if (pid != 0)
        return pid;
    check(sleeps(parent));
    kill(parent, SIGUSR1);
    check(sleeps(parent)); // again: there, or in wait
    if (end_it)
        end_it();
    fflush(stdout);
    _exit(0);
}

static void show_call(const char *what, long result) {
    printf("%s: %s, handled %d\n", what, outcome(result), handled);
    handled = 0;
    check(wait(NULL) > 0);
}

static void waits(void) {
    struct pollfd file = {fds[0], POLLIN, 77};
    catch (SA_RESTART);
    disturber(NULL);
    show_call("poll", do_poll(&file, 1, -1));
    disturber(NULL);
    show_call("poll with a time", do_poll(&file, 1, 10000));
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fds[0], &set);
    disturber(NULL);
    show_call("select", syscall(SYS_select, fds[0] + 1, &set, NULL, NULL, NULL));
    printf("the set: %d\n", FD_ISSET(fds[0], &set) != 0);
}

static void open_fifo(void) {
    close(open("fifo", O_WRONLY));
}

static void opens(void) {
    catch (SA_RESTART);
    disturber(open_fifo);
    int in = open("fifo", O_RDONLY);
    show_call("fifo, restarted", in);
    close(in);
    catch (0);
    disturber(NULL);
    show_call("fifo", open("fifo", O_RDONLY));
}

static void hold(void) {
    check(lock(fd, F_SETLK, F_WRLCK, 0, 0) == 0);
    int own = open("file", O_RDWR);
    check(flock(own, LOCK_EX) == 0);
    char byte;
    check(write(fds[1], "x", 1) == 1 && read(end[0], &byte, 1) == 1);
}

static void let_go(void) {
    check(write(end[1], "x", 1) == 1);
}

static void locks(void) {
    char byte;
    pid_t holder = start_in(hold);
    check(read(fds[0], &byte, 1) == 1);
    catch (0);
    disturber(NULL);
    show_call("lock", lock(fd, F_SETLKW, F_RDLCK, 0, 1));
    catch (SA_RESTART);
    disturber(let_go);
    int result = flock(fd, LOCK_SH);
    printf("flock, restarted: %s, handled %d\n", outcome(result), handled);
    handled = 0;
    check(waitpid(holder, NULL, 0) == holder && wait(NULL) > 0);
}

static void masks(void) {
    struct pollfd file = {fds[0], POLLIN, 0};
    struct timespec long_time = {10, 0};
    sigset_t blocked = 1ul << (SIGUSR1 - 1), none = 0, now;
    struct {
        sigset_t *mask;
        size_t size;
    } pair = {&none, 8};
    check(sigprocmask(SIG_BLOCK, &blocked, NULL) == 0);
    kill(getpid(), SIGUSR1);
    printf("blocked: %d\n", handled);
    long result = syscall(SYS_ppoll, &file, 1, &long_time, &none, 8);
    printf("ppoll: %s, handled %d\n", outcome(result), handled);
    kill(getpid(), SIGUSR1);
    result = syscall(SYS_pselect6, 0, NULL, NULL, NULL, &long_time, &pair);
    printf("pselect6: %s, handled %d\n", outcome(result), handled);
    check(sigprocmask(SIG_BLOCK, NULL, &now) == 0);
    printf("blocked again: %d\n", now == blocked);
    struct timespec no_time = {0, 0};
    result = syscall(SYS_ppoll, &file, 1, &no_time, &none, 8);
    check(sigprocmask(SIG_BLOCK, NULL, &now) == 0);
    printf("without a signal: %ld, blocked again: %d\n", result, now == blocked);
    check(sigprocmask(SIG_UNBLOCK, &blocked, NULL) == 0);
    handled = 0;
}

static void timed_wait(void) {
    struct pollfd file = {fds[0], POLLIN, 0};
    long start = milliseconds(CLOCK_MONOTONIC);
    int n = do_poll(&file, 1, TIME);
    printf("stopped: %d, early: %d\n", n, milliseconds(CLOCK_MONOTONIC) - start < TIME);
}

static pid_t stopped_for(long span) {
    pid_t pid = start_in(timed_wait);
    check(sleeps(pid));
    kill(pid, SIGSTOP);
    pause_for(span);
    kill(pid, SIGCONT);
    return pid;
}

static void stops(void) {
    check(wait_for(stopped_for(1)) == 0);
    pid_t late = stopped_for(TIME);
    printf("sleeps on: %d\n", sleeps(late));
    check(wait_for(late) == 0);
}

int main(void) {
    enter_scratch();
    fd = open("file", O_RDWR | O_CREAT, 0644);
    check(pipe(fds) == 0 && pipe(end) == 0 && mkfifo("fifo", 0600) == 0);
    waits();
    opens();
    locks();
    masks();
    stops();
    leave_scratch();
    return 0;
}
