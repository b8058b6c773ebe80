// An ignored signal does nothing, to a process that runs, sleeps or is sent it again; fork and exec
// keep it ignored; SIG_DFL makes it work again; SIGKILL and SIGSTOP cannot be ignored.
// test: portable
#include "test.h"

static const int signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGUSR1, SIGSEGV,
                              SIGPIPE, SIGALRM, SIGTERM, SIGTSTP, SIGTTIN};
enum { SIGNALS = sizeof signals / sizeof *signals };

static void send_all_to_myself(void) {
    for (int i = 0; i < SIGNALS; i++)
        check(kill(getpid(), signals[i]) == 0);
}

static void ignoring(void) {
    for (int i = 0; i < SIGNALS; i++)
        check(signal(signals[i], SIG_IGN) == SIG_DFL);
    send_all_to_myself();
    printf("forked child: %s\n", status_text(status_of(send_all_to_myself)));
    check(signal(SIGTERM, SIG_DFL) == SIG_IGN);
    fflush(stdout);
    kill(getpid(), SIGTERM);
}

// Asleep in a system call, which an ignored signal does not end.
static void asleep(void) {
    int fds[2];
    check(pipe(fds) == 0);
    signal(SIGUSR1, SIG_IGN);
    pid_t me = getpid(), child = start();
    if (child == 0) {
        for (int i = 0; i < 5; i++) {
            check(sleeps(me));
            kill(me, SIGUSR1);
        }
        check(write(fds[1], "x", 1) == 1);
        _exit(0);
    }
    char byte = 0;
    ssize_t n = read(fds[0], &byte, 1);
    printf("read: %zd %c\n", n, byte);
    wait_for(child);
}

// Stopping and continuing does not end the call either.
static void stopped_asleep(void) {
    int fds[2], status;
    check(pipe(fds) == 0);
    pid_t child = start();
    if (child == 0) {
        char byte;
        close(fds[1]);
        ssize_t n = read(fds[0], &byte, 1);
        printf("read: %zd\n", n);
        fflush(stdout);
        _exit(0);
    }
    check(sleeps(child));
    kill(child, SIGSTOP);
    check(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status));
    kill(child, SIGCONT);
    check(sleeps(child));
    check(write(fds[1], "x", 1) == 1);
    printf("%s\n", status_text(wait_for(child)));
}

static const char *refusal(int number) {
    return signal(number, SIG_IGN) == SIG_ERR ? errno_name(errno) : "can be ignored";
}

int main(void) {
    printf("ignoring: %s\n", status_text(status_of(ignoring)));
    printf("asleep: %s\n", status_text(status_of(asleep)));
    stopped_asleep();
    printf("SIGKILL: %s\n", refusal(SIGKILL));
    printf("SIGSTOP: %s\n", refusal(SIGSTOP));
    printf("no signal: %s\n", refusal(65));
    return 0;
}
