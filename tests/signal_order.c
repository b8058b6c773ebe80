// Pending signals: those that instructions cause come first, then the lower number; standard ones
// come once, real-time ones as often as they were sent and in that order, each with its value,
// until there are too many. Ignoring a signal drops it; a blocked one waits even if it is ignored;
// SIGCONT and the signals that stop drop each other. A handler shuts out its mask and what was
// blocked before.
// test: portable
#include "test.h"
#include <sys/syscall.h>
#include <time.h>

enum { REALTIME = 40, RLIMIT_SIGPENDING_ = 11 };

static char order[32];

static void note(int signal) {
    char *end = order + strlen(order);
    snprintf(end, order + sizeof order - end, " %d", signal);
}

static void show(const char *what) {
    printf("%s:%s\n", what, order);
    order[0] = '\0';
}

static sigset_t set_of(int one, int two) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, one);
    sigaddset(&set, two);
    return set;
}

static void block_all(void) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
}

static void block_none(void) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void install(int signal, void (*handler)(int), sigset_t mask) {
    struct sigaction action = {.sa_handler = handler, .sa_mask = mask};
    check(sigaction(signal, &action, NULL) == 0);
}

static void lowest_first(void) {
    static const int sent[] = {REALTIME, SIGTERM, SIGSEGV, SIGUSR1, SIGTERM, SIGHUP};
    sigset_t all;
    sigfillset(&all);
    block_all();
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        install(sent[i], note, all);
        kill(getpid(), sent[i]);
    }
    block_none();
    show("in order");
}

static int queue_value(pid_t pid, int signal, int code, int value) {
    siginfo_t info = {.si_code = code};
    info.si_pid = getpid();
    info.si_value.sival_int = value;
    return syscall(SYS_rt_sigqueueinfo, pid, signal, &info);
}

static void values(void) {
    sigset_t set = set_of(REALTIME, SIGUSR1), next = set_of(REALTIME + 1, REALTIME + 1);
    struct timespec no_time = {0, 0};
    siginfo_t info;
    block_all();
    for (int i = 1; i <= 3; i++)
        check(queue_value(getpid(), REALTIME, SI_QUEUE, i) == 0);
    check(queue_value(getpid(), SIGUSR1, SI_QUEUE, 4) == 0);
    for (int i = 0; i < 4; i++) {
        int signal = sigwaitinfo(&set, &info);
        printf("%d: %d, code %d\n", signal, info.si_value.sival_int, info.si_code);
    }
    printf("as the kernel, to another: %s\n", outcome(queue_value(getppid(), 0, SI_USER, 0)));
    printf("no signal: %s\n", outcome(queue_value(getpid(), 65, SI_QUEUE, 0)));
    struct rlimit limit = {1000, 1000};
    setrlimit(RLIMIT_SIGPENDING_, &limit);
    int sent = 0;
    while (sent < 5000 && queue_value(getpid(), REALTIME, SI_QUEUE, sent) == 0)
        sent++;
    printf("too many: %d, %s\n", sent < 5000, errno_name(errno));
    printf("tgkill: %s", outcome(syscall(SYS_tgkill, getpid(), getpid(), REALTIME + 1)));
    printf(", kill: %s", outcome(kill(getpid(), REALTIME + 1)));
    int signal_without_room = sigtimedwait(&next, &info, &no_time);
    printf(", %d %d\n", signal_without_room, info.si_code);
    signal(REALTIME, SIG_IGN);
    signal(REALTIME, SIG_DFL);
    block_none();
    printf("all were dropped\n");
}

static void show_pending(const char *what, int signal) {
    sigset_t pending;
    sigpending(&pending);
    printf("%s: %s pending %d\n", what, signal_name(signal), sigismember(&pending, signal));
}

static void dropped(void) {
    block_all();
    raise(SIGUSR1);
    show_pending("blocked", SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    show_pending("then ignored", SIGUSR1);
    raise(SIGUSR1);
    show_pending("sent again", SIGUSR1);
    raise(SIGCHLD);
    show_pending("ignored by default", SIGCHLD);
    signal(SIGCHLD, SIG_DFL);
    show_pending("said once more", SIGCHLD);
    raise(SIGTSTP);
    show_pending("a stop", SIGTSTP);
    raise(SIGCONT);
    show_pending("continued", SIGTSTP);
    show_pending("continued", SIGCONT);
    raise(SIGTTOU);
    show_pending("a stop again", SIGCONT);
    show_pending("a stop again", SIGTTOU);
    raise(SIGCONT);
    block_none();
}

static void stop_and_go(int signal) {
    note(signal);
    if (signal != SIGUSR1)
        return;
    raise(SIGUSR2);
    raise(SIGHUP);
    raise(SIGTERM);
    note(0);
}

static void masks(void) {
    sigset_t blocked = set_of(SIGHUP, SIGHUP), none;
    sigemptyset(&none);
    install(SIGUSR1, stop_and_go, set_of(SIGUSR2, SIGKILL));
    install(SIGUSR2, stop_and_go, none);
    install(SIGHUP, stop_and_go, none);
    install(SIGTERM, stop_and_go, none);
    sigprocmask(SIG_SETMASK, &blocked, NULL);
    raise(SIGUSR1);
    show("SIGUSR2 shut out, SIGHUP blocked");
    block_none();
    show("SIGHUP let in");
    struct sigaction now;
    sigaction(SIGUSR1, NULL, &now);
    printf("its mask: SIGUSR2 %d, SIGKILL %d\n", sigismember(&now.sa_mask, SIGUSR2),
           sigismember(&now.sa_mask, SIGKILL));
}

static void block_kill(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    sigfillset(&((ucontext_t *)context)->uc_sigmask);
}

static void forged_mask(void) {
    struct sigaction action = {.sa_sigaction = block_kill, .sa_flags = SA_SIGINFO};
    sigset_t now;
    check(sigaction(SIGUSR1, &action, NULL) == 0);
    raise(SIGUSR1);
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("blocked by sigreturn: SIGTERM %d, SIGKILL %d, SIGSTOP %d\n", sigismember(&now, SIGTERM),
           sigismember(&now, SIGKILL), sigismember(&now, SIGSTOP));
    block_none();
}

static void await_all(void) {
    sigset_t all;
    sigfillset(&all);
    block_all();
    sigwaitinfo(&all, NULL);
}

static void not_awaited(void) {
    pid_t pid = start_in(await_all);
    check(sleeps(pid));
    kill(pid, SIGKILL);
    printf("SIGKILL is not waited for: %s\n", status_text(wait_for(pid)));
}

static void child(void) {
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    printf("a child: blocked %d\n", sigismember(&blocked, SIGUSR1));
    show_pending("a child", SIGUSR1);
}

static void inherited(void) {
    block_all();
    raise(SIGUSR1);
    check(status_of(child) == 0);
    signal(SIGUSR1, SIG_IGN);
    block_none();
}

int main(void) {
    lowest_first();
    values();
    dropped();
    masks();
    forged_mask();
    not_awaited();
    inherited();
    return 0;
}
