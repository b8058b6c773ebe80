// sigreturn takes the program's word for its registers, but gives no rights: kernel flags,
// segments, addresses that are none and reserved bits of MXCSR in a forged frame do no harm. test:
// portable
#include "test.h"
#include <sys/syscall.h>

static ucontext_t *context_of(void *context) {
    return context;
}

static void forge(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    greg_t *registers = context_of(context)->uc_mcontext.gregs;
    registers[REG_EFL] |= 0x3000 | 0x100000 | 0x80000; // I/O privilege level 3, VIP, VIF
    registers[REG_EFL] &= ~0x200;                      // interrupts off
    registers[REG_RBX] = 0x1234;
}

static void install(void (*handler)(int, siginfo_t *, void *)) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    check(sigaction(SIGUSR1, &action, NULL) == 0);
}

static void flags(void) {
    install(forge);
    long pid = getpid(), result = SYS_kill, flags, rbx;
    asm volatile("mov $0, %%ebx\n syscall\n pushfq\n pop %1\n mov %%rbx, %2"
                 : "+a"(result), "=&r"(flags), "=&r"(rbx)
                 : "D"(pid), "S"(SIGUSR1)
                 : "rbx", "rcx", "r11", "memory");
    printf("kill %ld, flags of the kernel %lx, interrupts %d, rbx %lx\n", result, flags & 0x183000,
           (flags & 0x200) != 0, rbx);
}

static void kernel_rip(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.gregs[REG_RIP] = (greg_t)0xffffffff80100000;
}

static void no_rip(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.gregs[REG_RIP] = 0x1234567890abcdef;
}

static void bad_mxcsr(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    char *state = context_of(context)->uc_mcontext.fpregs;
    memset(state + 24, 0xff, 4);
}

static void bad_fpu(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.fpregs = (void *)0xffffffff80100000;
}

static void (*forgery)(int, siginfo_t *, void *);
static void raise_forged(void) {
    install(forgery);
    raise(SIGUSR1);
    double volatile x = 2;
    _exit(x * x == 4 ? 0 : 1);
}

static void forged(const char *name, void (*handler)(int, siginfo_t *, void *)) {
    forgery = handler;
    printf("%s: %s\n", name, status_text(status_of(raise_forged)));
}

static void from_nowhere(void) {
    asm volatile("mov $8, %%rsp\n mov $15, %%eax\n syscall" ::: "memory");
}

static void no_restorer(void) {
    struct {
        void (*handler)(int);
        unsigned long flags;
        void (*restorer)(void);
        unsigned long mask;
    } action = {(void (*)(int))raise_forged, 0, NULL, 0};
    check(syscall(SYS_rt_sigaction, SIGUSR1, &action, NULL, 8) == 0);
    raise(SIGUSR1);
}

// Registers are a program's own to change in a handler: user-level threads do that.
static volatile int went_elsewhere;
static void elsewhere(void) {
    went_elsewhere = 1;
    _exit(3);
}
static void redirect(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.gregs[REG_RIP] = (greg_t)elsewhere;
    context_of(context)->uc_mcontext.gregs[REG_RSP] &= ~15l;
}

int main(void) {
    flags();
    forged("rip in the kernel", kernel_rip);
    forged("rip nowhere", no_rip);
    forged("bits that MXCSR does not have", bad_mxcsr);
    forged("FPU state in the kernel", bad_fpu);
    forged("redirected", redirect);
    printf("no frame at all: %s\n", status_text(status_of(from_nowhere)));
    printf("no restorer: %s\n", status_text(status_of(no_restorer)));
    return 0;
}
