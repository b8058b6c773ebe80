// flock: shared and exclusive locks of whole files, which belong to the open file: a copy of the
// descriptor and a child share them, another open does not, the last close gives them back. Who is
// refused another lock has lost the one he had. Record locks know nothing of them.
// test: portable boots=roomy,small
#include "lock.h"

static int a, b;

static void ask(const char *what, int fd, int operation) {
    printf("%s: %s\n", what, outcome(flock(fd, operation | LOCK_NB)));
}

static void child(void) {
    ask("the child shares it", a, LOCK_EX);
    int own = open("file", O_RDWR);
    ask("its own open does not", own, LOCK_SH);
    ask("it may give the parent's back", a, LOCK_UN);
    ask("and take it", own, LOCK_EX);
}

static void waiter(void) {
    close(a);
    printf("waited: %s\n", outcome(flock(b, LOCK_EX)));
}

int main(void) {
    enter_scratch();
    a = open("file", O_RDWR | O_CREAT, 0644), b = open("file", O_RDONLY);
    ask("a shared", a, LOCK_SH);
    ask("b shared", b, LOCK_SH);
    ask("a exclusive", a, LOCK_EX);
    ask("b exclusive, as a has lost its lock", b, LOCK_EX);
    ask("a shared", a, LOCK_SH);
    ask("b none", b, LOCK_UN);
    ask("a exclusive", a, LOCK_EX);
    ask("a once more", a, LOCK_EX);
    printf("a record: %s\n", outcome(lock(b, F_SETLK, F_RDLCK, 0, 0)));
    int copy = dup(a);
    close(copy);
    ask("b, after the close of a copy", b, LOCK_SH);
    check(wait_for(start_in(child)) == 0);
    ask("b, after the child's end", b, LOCK_SH);
    ask("b none", b, LOCK_UN);

    ask("a exclusive", a, LOCK_EX);
    pid_t pid = start_in(waiter);
    printf("sleeps: %d\n", sleeps(pid));
    copy = dup(a);
    close(a);
    printf("still: %d\n", sleeps(pid));
    close(copy);
    check(wait_for(pid) == 0);

    printf("none of these: %s", outcome(flock(b, 0)));
    printf(", %s", outcome(flock(b, LOCK_SH | LOCK_EX)));
    printf(", %s", outcome(flock(200, LOCK_SH)));
    printf(", %s\n", outcome(flock(open("file", O_PATH), LOCK_SH)));
    leave_scratch();
    return 0;
}
