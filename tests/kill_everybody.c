// kill(-1) reaches everybody, in whatever group or session, but the sender and process 1, which
// nothing kills; a process that is neither its own nor root's can't be signalled, but SIGCONT goes
// to all of the session. test:
#include "test.h"
#include <sys/syscall.h>

enum { SWEEP = SIGXCPU }; // who reads this test's output ignores it (tests/init.c)

static void sleep_for_ever(void) {
    for (;;)
        usleep(1000000);
}

static void sleep_elsewhere(void) {
    setsid();
    sleep_for_ever();
}

static bool is_forbidden(int result) {
    return result == -1 && errno == EPERM;
}

static pid_t other, own, elsewhere, same_real, same_effective;

static void as_another(void) {
    check(syscall(SYS_setresuid, 1000, 2000, 2000) == 0);
    siginfo_t info = {.si_code = SI_QUEUE};
    check(is_forbidden(kill(other, 0)));
    check(is_forbidden(kill(other, SIGKILL)));
    check(is_forbidden(kill(-other, SIGKILL)));
    check(is_forbidden(tgkill(other, other, SIGKILL)));
    check(is_forbidden(syscall(SYS_rt_sigqueueinfo, other, SIGKILL, &info)));
    check(is_forbidden(kill(elsewhere, SIGCONT)));
    check(is_forbidden(kill(1, SIGKILL)));
    check(kill(other, SIGCONT) == 0);
    check(kill(own, 0) == 0 && kill(same_real, 0) == 0);
    check(is_forbidden(kill(same_effective, 0)));
    check(kill(-other, 0) == -1);
    check(syscall(SYS_setpgid, 0, 0) == 0 && kill(0, 0) == 0);
    check(kill(own, SIGKILL) == 0);
}

static void become_somebody(void) {
    check(syscall(SYS_setresuid, 2000, 3000, 4000) == 0);
    sleep_for_ever();
}

static void become_the_same(void) {
    check(syscall(SYS_setresuid, 1000, 7000, 7000) == 0);
    sleep_for_ever();
}

static void act_as_the_same(void) {
    check(syscall(SYS_setresuid, 7000, 1000, 7000) == 0);
    sleep_for_ever();
}

int main(void) {
    other = start_in(sleep_for_ever);
    check(setpgid(other, 0) == 0);
    elsewhere = start_in(sleep_elsewhere);
    own = start_in(become_somebody);
    same_real = start_in(become_the_same);
    same_effective = start_in(act_as_the_same);
    const pid_t others[] = {other, own, elsewhere, same_real, same_effective};
    for (int i = 0; i < 5; i++)
        check(sleeps(others[i]));
    check(wait_for(start_in(as_another)) == 0);
    check(wait_for(own) == SIGKILL);

    check(kill(1, SIGKILL) == 0 && kill(1, SIGTERM) == 0);
    check(kill(-1, 0) == 0);
    check(kill(-1, SWEEP) == 0);
    check(wait_for(other) == SWEEP && wait_for(elsewhere) == SWEEP);
    return 0;
}
