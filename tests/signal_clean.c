// What the kernel writes for a program holds nothing of the kernel: the bytes of a signal's frame
// that FXSAVE leaves alone, and of siginfo those that mean nothing, are zero, whatever was done
// before. (Linux has marks of its own behind the FPU's state.)
// test: boots=roomy,small,swap,eager
#include "test.h"
#include <sys/mman.h>
#include <ucontext.h>

enum { FXSAVE_END = 416, FXSAVE_SIZE = 512, INFO_SIZE = 128 };

static volatile int handled;
static size_t meant; // so many bytes of siginfo mean something

static size_t count_used(const void *from, size_t start, size_t end) {
    const uint8_t *bytes = from;
    size_t count = 0;
    for (size_t i = start; i < end; i++)
        count += bytes[i] != 0;
    return count;
}

static void look(int signal, siginfo_t *info, void *context) {
    const ucontext_t *user = context;
    const void *fpu = user->uc_mcontext.fpregs;
    dprintf(1, "%s: %zu bytes of the FPU's, %zu of siginfo's\n", signal_name(signal),
            count_used(fpu, FXSAVE_END, FXSAVE_SIZE), count_used(info, meant, INFO_SIZE));
    check(count_used(fpu, FXSAVE_END, FXSAVE_SIZE) == 0);
    check(count_used(info, meant, INFO_SIZE) == 0);
    if (signal == SIGSEGV)
        check(mprotect(info->si_addr, PAGE, PROT_READ | PROT_WRITE) == 0);
    handled++;
}

// Something deep in the kernel, so that its stack is full of addresses.
static void use_kernel_stack(void) {
    struct rusage usage;
    access("/bin/../tmp/../bin/sh", F_OK);
    getrusage(RUSAGE_SELF, &usage);
    pause_for(20);
}

static void catch (int signal) {
    struct sigaction action = {.sa_sigaction = look, .sa_flags = SA_SIGINFO};
    check(sigaction(signal, &action, NULL) == 0);
    use_kernel_stack();
}

int main(void) {
    char *page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(page != MAP_FAILED);
    meant = 24; // the sender's pid and uid
    catch (SIGUSR1);
    kill(getpid(), SIGUSR1);
    use_kernel_stack();
    raise(SIGUSR1);
    meant = 28; // … and the child's status
    catch (SIGCHLD);
    check(wait_for(start_in(use_kernel_stack)) == 0);
    meant = 24; // the address
    catch (SIGSEGV);
    *(volatile char *)page = 1;
    meant = 16;
    catch (SIGALRM);
    alarm(1);
    while (handled < 5)
        pause_for(20);
    return 0;
}
