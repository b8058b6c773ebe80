// sigreturn takes the program's word for its registers, but gives no rights: kernel flags,
// segments, addresses that are none and reserved bits of MXCSR in a forged frame do no harm. The
// handler itself begins as if it had been called, with the flags and the FPU that C expects, and
// leaves all registers, the FPU and the red zone as they were.
// test: portable
#include "test.h"
#include <sys/syscall.h>

static ucontext_t *context_of(void *context) {
    return context;
}

static void forge(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    greg_t *registers = context_of(context)->uc_mcontext.gregs;
    registers[REG_EFL] |=
        0x3000 | 0x4000 | 0x100000 | 0x80000; // I/O privilege level 3, NT, VIP, VIF
    registers[REG_EFL] |= 0x400 | 0x40000;    // direction, alignment check: its own
    registers[REG_EFL] &= ~0x200;             // interrupts off
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
    asm volatile("mov $0, %%ebx\n syscall\n pushfq\n pop %1\n push $2\n popfq\n mov %%rbx, %2"
                 : "+a"(result), "=&r"(flags), "=&r"(rbx)
                 : "D"(pid), "S"(SIGUSR1)
                 : "rbx", "rcx", "r11", "memory");
    printf("kill %ld, flags of the kernel %lx, its own %lx, interrupts %d, rbx %lx\n", result,
           flags & 0x187000, flags & 0x40400, (flags & 0x200) != 0, rbx);
}

static void kernel_rip(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.gregs[REG_RIP] = (greg_t)0xffffffff80100000;
}

static void no_rip(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.gregs[REG_RIP] = 0x1234567890abcdef;
}

static void single_step(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    context_of(context)->uc_mcontext.gregs[REG_EFL] |= 0x100;
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

// ---- The handler's own beginning and end

static volatile uint64_t flags_inside;
static volatile uint32_t mxcsr_inside;
static volatile bool aligned;

// Goes on behind ud2, having used what a handler may use.
static void skip(int signal, siginfo_t *info, void *context) {
    static const uint32_t other = 0x3f80;
    uint64_t flags;
    uint32_t mxcsr;
    (void)signal, (void)info;
    asm volatile("pushfq; pop %0" : "=r"(flags));
    asm volatile("stmxcsr %0; ldmxcsr %1; fldpi; pcmpeqd %%xmm5, %%xmm5"
                 : "=m"(mxcsr)
                 : "m"(other));
    flags_inside = flags;
    mxcsr_inside = mxcsr;
    aligned = (uintptr_t)__builtin_frame_address(0) % 16 == 0;
    context_of(context)->uc_mcontext.gregs[REG_RIP] += 2;
}

static void use_stack(void) {
    volatile char room[1024];
    for (size_t i = 0; i < sizeof room; i++)
        room[i] = 'r';
}

static void registers(void) {
    uint64_t digits, nearest, farthest;
    asm volatile("mov $1, %%ecx; mov $2, %%r11d; mov $3, %%edx; mov $4, %%esi; mov $5, %%edi\n"
                 "mov $6, %%r8d; mov $7, %%r9d; mov $8, %%r10d; mov $9, %%eax\n"
                 "ud2\n"
                 "imul $10, %%rcx; add %%r11, %%rcx; imul $10, %%rcx; add %%rdx, %%rcx\n"
                 "imul $10, %%rcx; add %%rsi, %%rcx; imul $10, %%rcx; add %%rdi, %%rcx\n"
                 "imul $10, %%rcx; add %%r8, %%rcx; imul $10, %%rcx; add %%r9, %%rcx\n"
                 "imul $10, %%rcx; add %%r10, %%rcx; imul $10, %%rcx; add %%rax, %%rcx\n"
                 : "=c"(digits)
                 :
                 : "rax", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc", "memory");
    printf("registers: %lu, aligned %d\n", digits, aligned);
    use_stack();
    asm volatile("movq $11, -8(%%rsp); movq $22, -128(%%rsp)\n"
                 "std; ud2; cld\n"
                 "mov -8(%%rsp), %0; mov -128(%%rsp), %1\n"
                 : "=&r"(nearest), "=&r"(farthest)
                 :
                 : "cc", "memory");
    printf("red zone: %lu %lu, flags inside %lx\n", nearest, farthest, flags_inside & 0x500);
    asm volatile("sub $8, %%rsp; ud2; add $8, %%rsp" : : : "cc", "memory");
    printf("aligned %d\n", aligned);
}

static void floating_point(void) {
    static const uint32_t toward_zero = 0x7f80, usual = 0x1f80;
    static const uint64_t given[2] = {0x1234567890abcdef, 42};
    uint64_t got[2];
    uint32_t mxcsr;
    uint16_t status;
    asm volatile("fninit; ldmxcsr %3; movdqu %4, %%xmm5\n"
                 "ud2\n"
                 "stmxcsr %0; movdqu %%xmm5, %1; fnstsw %2; ldmxcsr %5; fninit\n"
                 : "=m"(mxcsr), "=m"(got), "=m"(status)
                 : "m"(toward_zero), "m"(given), "m"(usual)
                 : "xmm5", "memory");
    printf("FPU: %x inside %x, same %d, stack %x\n", mxcsr, mxcsr_inside,
           memcmp(given, got, sizeof given) == 0, status);
}

static void as_if_called(void) {
    struct sigaction action = {.sa_sigaction = skip, .sa_flags = SA_SIGINFO};
    check(sigaction(SIGILL, &action, NULL) == 0);
    registers();
    floating_point();
}

int main(void) {
    flags();
    as_if_called();
    forged("rip in the kernel", kernel_rip);
    forged("rip nowhere", no_rip);
    forged("bits that MXCSR does not have", bad_mxcsr);
    forged("FPU state in the kernel", bad_fpu);
    forged("redirected", redirect);
    forged("single steps", single_step);
    printf("no frame at all: %s\n", status_text(status_of(from_nowhere)));
    printf("no restorer: %s\n", status_text(status_of(no_restorer)));
    return 0;
}
