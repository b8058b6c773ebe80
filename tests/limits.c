// What setrlimit says a process may have: no call gives more, fork and exec pass it on, and what is
// given back can be had again.
// test: portable
#include "test.h"
#include <sys/mman.h>

#define MIB (1ul << 20)

static void set(int resource, rlim_t limit) {
    struct rlimit limits;
    check(getrlimit(resource, &limits) == 0);
    limits.rlim_cur = limit;
    check(setrlimit(resource, &limits) == 0);
}

static void *map(size_t size, int prot, int type) {
    return mmap(NULL, size, prot, type | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static void tell(const char *what, void *result) {
    printf("%s: %s\n", what, result == MAP_FAILED ? errno_name(errno) : "ok");
}

static void address_space(void) {
    const size_t half = 512 * MIB;
    set(RLIMIT_AS, 1024 * MIB);
    char *at = map(half, PROT_NONE, MAP_PRIVATE);
    tell("half", at);
    tell("more", map(600 * MIB, PROT_NONE, MAP_PRIVATE));
    tell("longer", mremap(at, half, 1100 * MIB, MREMAP_MAYMOVE));
    tell("a larger heap", sbrk(600 * MIB));
    tell("the same again, in its place",
         mmap(at, half, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
    check(munmap(at, half) == 0);
    tell("more, now", map(600 * MIB, PROT_NONE, MAP_PRIVATE));
}

static void data_size(void) {
    const int both = PROT_READ | PROT_WRITE;
    set(RLIMIT_DATA, 64 * MIB);
    tell("private", map(100 * MIB, both, MAP_PRIVATE));
    tell("shared", map(100 * MIB, both, MAP_SHARED));
    char *at = map(100 * MIB, PROT_READ, MAP_PRIVATE);
    tell("private, read-only", at);
    printf("then writable: %s", outcome(mprotect(at, 100 * MIB, both)));
    printf(", half of it: %s", outcome(mprotect(at, 50 * MIB, both)));
    printf(", and the rest: %s\n", outcome(mprotect(at, 100 * MIB, both)));
    tell("a little", map(4 * MIB, both, MAP_PRIVATE));
    tell("a little too much", map(20 * MIB, both, MAP_PRIVATE));
    tell("a larger heap", sbrk(20 * MIB));
}

static void use_stack(void) {
    volatile char bytes[2 * MIB];
    for (size_t i = 0; i < sizeof bytes; i += PAGE)
        bytes[i] = 1;
}

static void stack(void) {
    set(RLIMIT_STACK, MIB);
    use_stack();
}

static void inherited(void) {
    set(RLIMIT_AS, 256 * MIB);
    pid_t pid = start();
    if (pid == 0) {
        tell("a child", map(600 * MIB, PROT_NONE, MAP_PRIVATE));
        fflush(stdout);
        execl(program_invocation_name, program_invocation_name, "again", (char *)NULL);
    }
    check(wait_for(pid) == 0);
}

static void hard(void) {
    struct rlimit limits = {.rlim_cur = 10 * MIB, .rlim_max = 20 * MIB}, now;
    check(setrlimit(RLIMIT_DATA, &limits) == 0);
    limits.rlim_cur = 30 * MIB;
    printf("above the hard limit: %s", outcome(setrlimit(RLIMIT_DATA, &limits)));
    check(getrlimit(RLIMIT_DATA, &now) == 0);
    printf(", it stays %ld of %ld MiB\n", (long)(now.rlim_cur / MIB), (long)(now.rlim_max / MIB));
    set(RLIMIT_DATA, 20 * MIB);
    printf("no such limit: %s\n", outcome(setrlimit(99, &limits)));
}

int main(int argc, char *argv[]) {
    (void)argv;
    if (argc > 1) {
        tell("its program", map(600 * MIB, PROT_NONE, MAP_PRIVATE));
        return 0;
    }
    check(status_of(address_space) == 0 && status_of(data_size) == 0);
    printf("2 MiB of stack: %s", status_text(status_of(use_stack)));
    printf(", limited to 1: %s\n", status_text(status_of(stack)));
    check(status_of(inherited) == 0 && status_of(hard) == 0);
    return 0;
}
