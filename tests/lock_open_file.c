// Locks of open files (F_OFD_SETLK): another open file of the same process is refused, a copy of
// the descriptor is not; they exclude record locks; the last close gives them back. Those who wait
// for each other in a circle are not told so.
// test: portable
#include "lock.h"

static void interrupt(int signal) {
    (void)signal;
}

static void circle(void) {
    struct sigaction action = {.sa_handler = interrupt};
    check(sigaction(SIGALRM, &action, NULL) == 0);
    int a = open("file", O_RDWR), b = open("file", O_RDWR);
    check(lock(a, OFD_SETLK, F_WRLCK, 0, 1) == 0 && lock(b, OFD_SETLK, F_WRLCK, 1, 1) == 0);
    pid_t child = start();
    if (child == 0)
        _exit(lock(b, OFD_SETLKW, F_WRLCK, 0, 1) == 0 ? 0 : 1);
    check(sleeps(child));
    alarm(1);
    printf("circle: %s\n", outcome(lock(a, OFD_SETLKW, F_WRLCK, 1, 1)));
    check(lock(a, OFD_SETLK, F_UNLCK, 0, 1) == 0);
    printf("the other one: %s\n", status_text(wait_for(child)));
}

int main(void) {
    enter_scratch();
    int a = open("file", O_RDWR | O_CREAT, 0644), b = open("file", O_RDWR), copy = dup(a);
    printf("a: %s\n", outcome(lock(a, OFD_SETLK, F_WRLCK, 0, 10)));
    printf("b: %s\n", outcome(lock(b, OFD_SETLK, F_RDLCK, 5, 10)));
    printf("copy of a: %s\n", outcome(lock(copy, OFD_SETLK, F_RDLCK, 5, 10)));
    printf("b shares: %s\n", outcome(lock(b, OFD_SETLK, F_RDLCK, 5, 10)));
    printf("the process: %s\n", outcome(lock(a, F_SETLK, F_WRLCK, 14, 10)));
    struct flock other = {.l_type = F_WRLCK, .l_len = 10};
    check(fcntl(b, OFD_GETLK, &other) == 0);
    printf("told: %s %ld+%ld pid %d\n", type_name(other.l_type), (long)other.l_start,
           (long)other.l_len, other.l_pid);
    other = (struct flock){.l_type = F_RDLCK, .l_pid = 1};
    printf("with a pid: %s\n", outcome(fcntl(b, OFD_SETLK, &other)));
    close(copy);
    close(open("file", O_RDONLY));
    printf("a's are still there: %s\n", outcome(lock(b, F_SETLK, F_WRLCK, 0, 0)));
    close(a);
    close(b);
    b = open("file", O_RDWR);
    printf("now nobody's: %s\n", outcome(lock(b, F_SETLK, F_WRLCK, 0, 0)));
    close(b);
    circle();
    leave_scratch();
    return 0;
}
