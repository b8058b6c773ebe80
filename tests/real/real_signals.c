// Signals as another C library uses them: handlers with siginfo on either stack, a program that
// does its own paging, masks, interrupted and restarted calls, timers, jumps out of a handler.
// test: portable boots=roomy,swap timeout=60
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, PAGES = 64 };

static void handle(int signal, void (*handler)(int, siginfo_t *, void *), int flags) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
    sigaction(signal, &action, NULL);
}

// --- A program's own paging

static uint8_t *pages;
static volatile int faults;

static void bring_page(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    uint8_t *page = (uint8_t *)((uintptr_t)info->si_addr & -(uintptr_t)PAGE);
    if (info->si_code != SEGV_ACCERR || page < pages || page >= pages + PAGES * PAGE)
        _exit(1);
    faults++;
    mprotect(page, PAGE, PROT_READ | PROT_WRITE);
    page[0] = (page - pages) / PAGE;
}

static void page_by_itself(void) {
    pages = mmap(NULL, PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    handle(SIGSEGV, bring_page, 0);
    int sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += pages[i * 37 % PAGES * PAGE];
    printf("pages: %d faults, sum %d\n", faults, sum);
    signal(SIGSEGV, SIG_DFL);
    munmap(pages, PAGES * PAGE);
}

// --- The other stack, and jumps

static sigjmp_buf place;
static uint8_t other_stack[64 << 10];

static void leave(int signal, siginfo_t *info, void *context) {
    uint8_t local;
    int on_other = &local >= other_stack && &local < other_stack + sizeof other_stack;
    (void)context;
    printf("%s, code %d, on the other stack: %d\n", strsignal(signal), info->si_code, on_other);
    siglongjmp(place, 1);
}

static int recurse(volatile int depth) {
    volatile char room[1000];
    room[0] = depth;
    return depth < INT_MAX ? recurse(depth + 1) + room[0] : 0;
}

static void overflow_stack(void) {
    stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    sigaltstack(&stack, NULL);
    handle(SIGSEGV, leave, SA_ONSTACK);
    handle(SIGFPE, leave, 0);
    handle(SIGILL, leave, SA_ONSTACK);
    volatile int zero = 0;
    if (sigsetjmp(place, 1) == 0)
        printf("%d\n", recurse(1));
    if (sigsetjmp(place, 1) == 0)
        printf("%d\n", 1000 / zero);
    if (sigsetjmp(place, 1) == 0)
        __asm__ volatile("ud2");
    signal(SIGSEGV, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
}

// --- Masks

static volatile int came;

static void note(int signal, siginfo_t *info, void *context) {
    (void)info, (void)context;
    came = came * 100 + signal;
}

static void mask(void) {
    handle(SIGUSR1, note, 0);
    handle(SIGUSR2, note, 0);
    sigset_t both, old, pending;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGUSR2);
    sigprocmask(SIG_BLOCK, &both, &old);
    raise(SIGUSR2);
    kill(getpid(), SIGUSR1);
    sigpending(&pending);
    printf("pending: %d %d, came: %d\n", sigismember(&pending, SIGUSR1),
           sigismember(&pending, SIGUSR2), came);
    sigsuspend(&old);
    printf("suspended: %s, came: %d\n", strerror(errno), came != 0);
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("both came: %d\n", came == 1012 || came == 1210);
}

// --- Calls that wait

static void interrupt(void) {
    char byte;
    int ends[2];
    if (pipe(ends) < 0)
        return;
    handle(SIGALRM, note, 0);
    struct itimerval soon = {.it_value = {0, 50000}}, never = {0};
    struct itimerval often = {{0, 50000}, {0, 50000}}; // for who comes late to read
    setitimer(ITIMER_REAL, &often, NULL);
    ssize_t n = read(ends[0], &byte, 1);
    setitimer(ITIMER_REAL, &never, NULL);
    printf("interrupted: %zd, %s\n", n, strerror(errno));

    handle(SIGALRM, note, SA_RESTART);
    came = 0;
    setitimer(ITIMER_REAL, &soon, NULL);
    fflush(stdout);
    if (fork() == 0) {
        usleep(200000);
        _exit(write(ends[1], "x", 1) != 1);
    }
    n = read(ends[0], &byte, 1);
    printf("restarted: %zd, came: %d\n", n, came);
    wait(NULL);

    signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    n = write(ends[1], "x", 1);
    printf("broken pipe: %zd, %s\n", n, strerror(errno));
    close(ends[1]);
}

// --- Floating point under a timer

static volatile int ticks;

static void spoil(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info, (void)context;
    volatile double x = ticks++;
    for (int i = 0; i < 10; i++)
        x = x * 1.5 + 1;
}

static double compute(volatile double seed) {
    double x = seed;
    long double y = seed;
    for (int i = 1; i < 1000000; i++) {
        x = x * 1.0000001 + 1.0 / i;
        y = y * 0.9999999L + 1.0L / i;
    }
    return x + (double)y;
}

static void tick(void) {
    double alone = compute(1);
    bool same = true;
    handle(SIGALRM, spoil, SA_RESTART);
    struct itimerval often = {{0, 10000}, {0, 10000}}, never = {0};
    setitimer(ITIMER_REAL, &often, NULL);
    while (ticks < 20)
        same &= compute(1) == alone;
    setitimer(ITIMER_REAL, &never, NULL);
    printf("floating point: %d\n", same);
}

// --- Children

static void child_ended(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    came = info->si_code * 1000 + info->si_status;
}

static int *volatile nowhere;

static void watch_children(void) {
    handle(SIGCHLD, child_ended, SA_RESTART);
    fflush(stdout);
    int status;
    came = 0;
    if (fork() == 0)
        _exit(7);
    wait(&status);
    printf("child: %d, exit %d\n", came, WEXITSTATUS(status));
    if (fork() == 0)
        abort();
    wait(&status);
    printf("aborted: %s\n", strsignal(WTERMSIG(status)));
    if (fork() == 0)
        *nowhere = 1;
    wait(&status);
    printf("killed: %s\n", strsignal(WTERMSIG(status)));
}

int main(void) {
    page_by_itself();
    overflow_stack();
    mask();
    interrupt();
    tick();
    watch_children();
    return 0;
}
