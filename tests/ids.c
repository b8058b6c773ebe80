// Users and groups: root becomes another one for good, or for a while, and others may only take
// what they are, were and may be again; a program is told as whom it begins. (Checked against Linux
// as root, where it passes, too.) test:
#include "test.h"
#include <signal.h>
#include <sys/auxv.h>
#include <sys/syscall.h>

static long call(long number, long a, long b, long c) {
    return syscall(number, a, b, c);
}

static bool ids_are(long number, uint32_t real, uint32_t effective, uint32_t saved) {
    uint32_t r, e, s;
    check(syscall(number, &r, &e, &s) == 0);
    return r == real && e == effective && s == saved;
}

static bool users_are(uint32_t real, uint32_t effective, uint32_t saved) {
    return ids_are(SYS_getresuid, real, effective, saved);
}

static void for_good(void) {
    check(call(SYS_setgid, 100, 0, 0) == 0 && ids_are(SYS_getresgid, 100, 100, 100));
    check(call(SYS_setuid, 1000, 0, 0) == 0 && users_are(1000, 1000, 1000));
    check(getuid() == 1000 && geteuid() == 1000 && getgid() == 100 && getegid() == 100);
    check(fails(call(SYS_setuid, 0, 0, 0), EPERM));
    check(fails(call(SYS_setgid, 0, 0, 0), EPERM));
    check(fails(call(SYS_setresuid, -1, 0, -1), EPERM));
    check(fails(call(SYS_setgroups, 0, 0, 0), EPERM));
    check(fails(call(SYS_sethostname, (long)"x", 1, 0), EPERM));
    check(fails(call(SYS_setpriority, 0, 0, -5), EACCES));
    check(fails(call(SYS_setpriority, 0, 1, 5), EPERM));
    check(call(SYS_setpriority, 2, 0, 6) == 0); // PRIO_USER: nobody else's
    check(call(SYS_getpriority, 0, 0, 0) == 14);
    check(call(SYS_setresuid, 1000, -1, 1000) == 0);
    pid_t parent = getppid();
    check(fails(kill(parent, 0), EPERM) && fails(kill(parent, SIGTERM), EPERM));
    check(fails(call(SYS_tgkill, parent, parent, SIGTERM), EPERM));
    const uint64_t first = 1;
    check(fails(call(SYS_sched_setaffinity, parent, sizeof first, (long)&first), EPERM));
    struct rlimit limit = {0, 0};
    check(setrlimit(RLIMIT_CORE, &limit) == 0);
    limit.rlim_max = 1;
    check(fails(setrlimit(RLIMIT_CORE, &limit), EPERM));
    check(fails(syscall(SYS_prlimit64, parent, RLIMIT_CORE, NULL, &limit), EPERM));
    check(kill(parent, SIGCONT) == 0 && kill(getpid(), 0) == 0 && kill(0, 0) == 0);
    check(kill(-1, 0) == 0); // though he may signal none of them
}

static void for_a_while(void) {
    check(call(SYS_setresuid, -1, 1000, -1) == 0 && users_are(0, 1000, 0));
    check(fails(call(SYS_setresuid, 5, -1, -1), EPERM));
    check(call(SYS_setuid, 0, 0, 0) == 0 && users_are(0, 0, 0));
    check(call(SYS_setresuid, 1000, 2000, 2000) == 0 && users_are(1000, 2000, 2000));
    check(call(SYS_setresuid, 2000, 1000, -1) == 0 && users_are(2000, 1000, 2000));
    check(fails(call(SYS_setuid, 0, 0, 0), EPERM));
}

static void groups(void) {
    uint32_t given[3] = {7, 8, 9}, got[8] = {0};
    check(call(SYS_setgroups, 3, (long)given, 0) == 0);
    check(call(SYS_getgroups, 0, 0, 0) == 3);
    check(fails(call(SYS_getgroups, 2, (long)got, 0), EINVAL));
    check(fails(call(SYS_getgroups, -1, (long)got, 0), EINVAL));
    check(call(SYS_getgroups, 8, (long)got, 0) == 3 && memcmp(given, got, sizeof given) == 0);
    check(fails(call(SYS_getgroups, 8, 1, 0), EFAULT));
    check(fails(call(SYS_setgroups, 3, 1, 0), EFAULT));
    check(fails(call(SYS_setgroups, 1 << 20, (long)given, 0), EINVAL));
    pid_t child = start(); // inherited
    if (child == 0)
        _exit(call(SYS_getgroups, 0, 0, 0));
    check(wait_for(child) == 3 << 8);
}

static volatile uint32_t sender, ended;

static void note_user(int signal, siginfo_t *info, void *context) {
    (void)context;
    *(signal == SIGCHLD ? &ended : &sender) = info->si_uid;
}

// Who a signal is from.
static void signals(void) {
    struct sigaction action = {.sa_sigaction = note_user, .sa_flags = SA_SIGINFO};
    check(sigaction(SIGUSR1, &action, NULL) == 0 && sigaction(SIGCHLD, &action, NULL) == 0);
    pid_t parent = getpid(), child = start();
    if (child == 0) {
        check(call(SYS_setresuid, 1000, 0, 0) == 0);
        _exit(kill(parent, SIGUSR1));
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        check(errno == EINTR);
    check(status == 0 && sender == 1000 && ended == 1000);
}

static const char *self;

// A new program may not take back what the one before it could, and is told.
static void execute(void) {
    check(call(SYS_setresgid, 5, 6, 7) == 0 && call(SYS_setresuid, 10, 20, 30) == 0);
    execl(self, self, "executed", (char *)NULL);
}

static int executed(void) {
    check(users_are(10, 20, 20) && ids_are(SYS_getresgid, 5, 6, 6));
    check(getauxval(AT_UID) == 10 && getauxval(AT_EUID) == 20);
    check(getauxval(AT_GID) == 5 && getauxval(AT_EGID) == 6 && getauxval(AT_SECURE) == 1);
    return 0;
}

int main(int argc, char *argv[]) {
    if (argc > 1)
        return executed();
    self = argv[0];
    check(users_are(0, 0, 0) && getauxval(AT_SECURE) == 0);
    check(fails(call(SYS_setuid, -1, 0, 0), EINVAL));
    check(status_of(for_good) == 0);
    check(call(SYS_getpriority, 0, 0, 0) == 20);
    check(status_of(for_a_while) == 0);
    check(status_of(groups) == 0);
    check(status_of(signals) == 0);
    check(status_of(execute) == 0);
    check(users_are(0, 0, 0));
    return 0;
}
