// The alternate stack, and handlers of a program's own faults: a stack overflow is caught, si_addr
// and si_code tell which address and why, and a program can do its own paging with mprotect.
// test: portable boots=roomy,small,swap
#include "test.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>

static volatile char *volatile nowhere = (volatile char *)8;
static sigjmp_buf back;
static siginfo_t last;
static char alternate[65536];
static volatile int on_alternate, vector, error;
static volatile uintptr_t cr2;

static void catch (int signal, siginfo_t *info, void *context) {
    (void)signal;
    char here;
    const greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    last = *info;
    vector = registers[REG_TRAPNO];
    error = registers[REG_ERR] & 6; // by a write, in user mode
    cr2 = registers[REG_CR2];
    on_alternate = &here >= alternate && &here < alternate + sizeof alternate;
    siglongjmp(back, 1);
}

static void install(void (*handler)(int, siginfo_t *, void *), unsigned long flags) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
    sigemptyset(&action.sa_mask);
    int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        check(sigaction(faults[i], &action, NULL) == 0);
}

static void show(const char *name, const void *address) {
    printf("%s: %s, code %d, address right %d, alternate stack %d\n", name,
           signal_name(last.si_signo), last.si_code, last.si_addr == address, on_alternate);
    last = (siginfo_t){0};
}

// One divided by zero, or zero: what the control word lets through.
static void floating_point(const char *name, uint16_t control, double dividend) {
    double zero = 0;
    if (sigsetjmp(back, 1) == 0)
        asm volatile("fldcw %0; fldl %1; fldl %2; fdivrp; fwait"
                     :
                     : "m"(control), "m"(dividend), "m"(zero));
    asm volatile("fninit");
    last.si_addr = NULL;
    show(name, NULL);
}

static void show_page_fault(const char *name, const void *address) {
    show(name, address);
    printf("vector %d, error %d, cr2 %d\n", vector, error, cr2 == (uintptr_t)address);
}

static void faults(void) {
    char *page = mmap(NULL, 3 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 2 * PAGE, PAGE);
    if (sigsetjmp(back, 1) == 0)
        *(volatile char *)(page + 5) = 1;
    show_page_fault("write to what is only read", page + 5);
    if (sigsetjmp(back, 1) == 0)
        (void)*(volatile char *)(page + 2 * PAGE + 7);
    show_page_fault("nothing there", page + 2 * PAGE + 7);
    if (sigsetjmp(back, 1) == 0)
        ((void (*)(void))page)();
    show_page_fault("execute data", page);
    if (sigsetjmp(back, 1) == 0)
        (void)*(volatile char *)0x8000000000000000;
    show("no address at all", NULL);
    printf("vector %d, error %d\n", vector, error);
    if (sigsetjmp(back, 1) == 0)
        asm volatile("hlt");
    show("privileged", NULL);
    printf("vector %d, error %d\n", vector, error);
    if (sigsetjmp(back, 1) == 0)
        asm volatile("int3");
    last.si_addr = NULL;
    show("breakpoint", NULL);
    if (sigsetjmp(back, 1) == 0)
        asm volatile("pushfq; orl $0x100, (%%rsp); popfq; nop; nop" : : : "memory", "cc");
    last.si_addr = NULL;
    show("single step", NULL);
    static void *at;
    if (sigsetjmp(back, 1) == 0)
        asm volatile("lea 1f(%%rip), %%rax\n mov %%rax, %0\n1: ud2" : "=m"(at) : : "rax");
    show("no instruction", at);
    if (sigsetjmp(back, 1) == 0)
        asm volatile("xor %%edx, %%edx; div %%edx" : : : "rax", "rdx", "cc");
    last.si_addr = NULL;
    show("division by zero", NULL);
    floating_point("one by zero", 0x37b, 1);
    floating_point("zero by zero", 0x37e, 0);
    int fd = open(data("letters"), O_RDONLY);
    check(fd >= 0);
    char *file = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
    if (sigsetjmp(back, 1) == 0)
        (void)*(volatile char *)(file + PAGE + 3);
    show_page_fault("beyond the end of the file", file + PAGE + 3);
}

// A user-level pager: every page comes by a fault of its own, filled by the handler.
enum { PAGES = 50 };
static char *paged;
static volatile int brought;

static void pager(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)context;
    uintptr_t page = (uintptr_t)info->si_addr & ~(PAGE - 1);
    check(page >= (uintptr_t)paged && page < (uintptr_t)paged + PAGES * PAGE);
    check(mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE) == 0);
    memset((void *)page, (int)((page - (uintptr_t)paged) / PAGE) + 1, PAGE);
    brought++;
}

static void own_paging(void) {
    paged = mmap(NULL, PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    install(pager, 0);
    long sum = 0;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < PAGES; i++)
            sum += paged[i * PAGE + 17];
    printf("own paging: %d pages brought, sum %ld\n", brought, sum);
}

static int recurse(int depth) {
    volatile char frame[1000];
    frame[0] = (char)depth;
    return depth < 1000000 ? recurse(depth + 1) + frame[0] : 0;
}

static void overflow(void) {
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate}, now;
    check(sigaltstack(&stack, NULL) == 0);
    install(catch, SA_ONSTACK);
    struct rlimit limit = {256 * 1024, 256 * 1024};
    setrlimit(RLIMIT_STACK, &limit);
    if (sigsetjmp(back, 1) == 0)
        recurse(0);
    last.si_addr = NULL;
    show("stack overflow", NULL);
    sigaltstack(NULL, &now);
    printf("still set: size %zu, flags %d\n", now.ss_size, now.ss_flags);
}

static volatile int flags_inside, refused_inside;
static void look(int signal) {
    (void)signal;
    stack_t now, other = {.ss_flags = SS_DISABLE};
    sigaltstack(NULL, &now);
    flags_inside = now.ss_flags;
    refused_inside = sigaltstack(&other, NULL) < 0 ? errno : 0;
}

static void rules(void) {
    struct sigaction action = {.sa_handler = look, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    printf("inside: flags %d, change %s\n", flags_inside, errno_name(refused_inside));
    stack_t small = {.ss_sp = alternate, .ss_size = 1000}, bad = {.ss_flags = 5};
    stack_t off = {.ss_flags = SS_DISABLE}, now;
    printf("too small: %s\n", outcome(sigaltstack(&small, NULL)));
    printf("bad flags: %s\n", outcome(sigaltstack(&bad, NULL)));
    sigaltstack(&off, NULL);
    sigaltstack(NULL, &now);
    printf("off: flags %d\n", now.ss_flags);
}

static volatile uintptr_t outer, inner;
static volatile int depth, context_flags[2];

// On the alternate stack, and then below itself there.
static void nest(int signal, siginfo_t *info, void *context) {
    (void)info;
    char here;
    context_flags[depth] = ((ucontext_t *)context)->uc_stack.ss_flags;
    *(depth ? &inner : &outer) = (uintptr_t)&here;
    if (depth++ == 0)
        raise(signal);
}

static void look_in_child(void) {
    stack_t now;
    sigaltstack(NULL, &now);
    _exit(now.ss_sp == alternate && now.ss_flags == 0 ? 0 : 1);
}

static void change(int signal) {
    (void)signal;
    stack_t other = {.ss_sp = alternate + 8192, .ss_size = 8192};
    check(sigaltstack(&other, NULL) == 0);
}

static void nested(void) {
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate}, now;
    struct sigaction action = {.sa_sigaction = nest,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigaltstack(&stack, NULL);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    printf("nested: below %d, flags %d %d\n", inner < outer && inner > (uintptr_t)alternate,
           context_flags[0], context_flags[1]);
    printf("child: %s\n", status_text(status_of(look_in_child)));
    action = (struct sigaction){.sa_handler = change};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    sigaltstack(NULL, &now);
    printf("changed by a handler: the old one is back %d\n", now.ss_sp == alternate);
}

// Without room for the frame, or when SIGSEGV is blocked, the fault is fatal.
static void no_stack(void) {
    install(catch, 0);
    asm volatile("mov $4096, %%rsp\n push %%rax" ::: "memory");
}

static void blocked(void) {
    sigset_t set;
    install(catch, 0);
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    *nowhere = 1;
}

static void ignored(void) {
    signal(SIGSEGV, SIG_IGN);
    *nowhere = 1;
}

// Handlers of handlers fill the alternate stack, whose lower half does not belong to it. (But what
// the last handler does when there is no room may just reach over.)
enum { HALF = 8 * 4096 };
static char *halves;

static void push_again(int signal) {
    raise(signal);
}

static void fill_alternate(void) {
    stack_t stack = {.ss_sp = halves + HALF, .ss_size = HALF};
    struct sigaction action = {.sa_handler = push_again, .sa_flags = SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    check(sigaltstack(&stack, NULL) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
    raise(SIGUSR1);
}

static void full(void) {
    static const char zeroes[HALF / 2];
    halves = mmap(NULL, 2ul * HALF, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(halves != MAP_FAILED);
    printf("full: %s", status_text(status_of(fill_alternate)));
    printf(", below it untouched: %d\n", memcmp(halves, zeroes, HALF / 2) == 0);
}

int main(void) {
    full();
    install(catch, 0);
    faults();
    own_paging();
    printf("no stack: %s\n", status_text(status_of(no_stack)));
    printf("blocked: %s\n", status_text(status_of(blocked)));
    printf("ignored: %s\n", status_text(status_of(ignored)));
    overflow();
    nested();
    rules();
    return 0;
}
