// What RLIMIT_AS, RLIMIT_DATA and RLIMIT_STACK allow and refuse, set by setrlimit and prlimit, and
// that children and new programs inherit them.
// test: portable boots=roomy,tight,eager
#include "test.h"
#include <sys/mman.h>

#define MIB (1ul << 20)

static int limit(int resource, rlim_t bytes) {
    struct rlimit wanted;
    check(getrlimit(resource, &wanted) == 0);
    wanted.rlim_cur = bytes;
    return prlimit(0, resource, &wanted, NULL);
}

static void *map(size_t size, int prot, int type) {
    return mmap(NULL, size, prot, type | MAP_ANONYMOUS, -1, 0);
}

static const char *fate_of_map(size_t size, int prot, int type) {
    void *at = map(size, prot, type);
    const char *result = at == MAP_FAILED ? errno_name(errno) : "ok";
    if (at != MAP_FAILED)
        munmap(at, size);
    return result;
}

static void of_address_space(void) {
    char *large = map(40 * MIB, PROT_READ, MAP_PRIVATE);
    check(large != MAP_FAILED && limit(RLIMIT_AS, 64 * MIB) == 0);
    printf("AS: 4 MiB %s", fate_of_map(4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE));
    printf(", 40 more %s", fate_of_map(40 * MIB, PROT_NONE, MAP_PRIVATE));
    printf(", shared %s", fate_of_map(40 * MIB, PROT_READ, MAP_SHARED));
    printf(", 64 GiB %s\n", fate_of_map(65536 * MIB, PROT_NONE, MAP_PRIVATE | MAP_NORESERVE));
    void *same = mmap(large, 40 * MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    printf("in place of it: %s", same == large ? "ok" : errno_name(errno));
    void *moved = mremap(large, 40 * MIB, 70 * MIB, MREMAP_MAYMOVE);
    printf(", made longer: %s", moved == MAP_FAILED ? errno_name(errno) : "ok");
    printf(", brk: %s\n", sbrk(40 * MIB) == (void *)-1 ? errno_name(errno) : "ok");
    munmap(large, 40 * MIB);
    printf("without it: %s\n", fate_of_map(40 * MIB, PROT_NONE, MAP_PRIVATE));
}

static void of_data(void) {
    char *read_only = map(20 * MIB, PROT_READ, MAP_PRIVATE);
    check(read_only != MAP_FAILED && limit(RLIMIT_DATA, 16 * MIB) == 0);
    printf("DATA: 4 MiB %s", fate_of_map(4 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE));
    printf(", 20 MiB %s", fate_of_map(20 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE));
    printf(", shared %s", fate_of_map(20 * MIB, PROT_READ | PROT_WRITE, MAP_SHARED));
    printf(", read-only %s\n", fate_of_map(20 * MIB, PROT_READ, MAP_PRIVATE));
    printf("made writable: %s", outcome(mprotect(read_only, 20 * MIB, PROT_READ | PROT_WRITE)));
    printf(", a part: %s", outcome(mprotect(read_only, 4 * MIB, PROT_READ | PROT_WRITE)));
    printf(", brk: %s", sbrk(20 * MIB) == (void *)-1 ? errno_name(errno) : "ok");
    printf(", less: %s\n", sbrk(4 * MIB) == (void *)-1 ? errno_name(errno) : "ok");
}

static size_t depth(size_t left) {
    volatile char local[10000];
    local[0] = 1;
    return left > sizeof local ? depth(left - sizeof local) + local[0] : 1;
}

static void use_half_of_stack(void) {
    check(limit(RLIMIT_STACK, MIB) == 0 && depth(MIB / 2) > 10);
}

static void use_two_of_stack(void) {
    check(limit(RLIMIT_STACK, MIB) == 0 && depth(2 * MIB) > 10);
}

static void use_more_stack(void) {
    check(limit(RLIMIT_STACK, 16 * MIB) == 0 && depth(4 * MIB) > 10);
}

static void calls(void) {
    struct rlimit set = {.rlim_cur = 5, .rlim_max = 4}, got;
    printf("soft above hard: %s", outcome(setrlimit(RLIMIT_DATA, &set)));
    printf(", no such resource: %s", outcome(setrlimit(99, &set)));
    printf(", of nobody: %s", outcome(prlimit(0x3fffffff, RLIMIT_DATA, NULL, &got)));
    check(getrlimit(RLIMIT_STACK, &got) == 0);
    set = (struct rlimit){.rlim_cur = 123456789, .rlim_max = got.rlim_max};
    check(prlimit(getpid(), RLIMIT_STACK, &set, &got) == 0);
    printf(", of the stack: ");
    check(prlimit(0, RLIMIT_STACK, NULL, &got) == 0);
    printf("%lu\n", got.rlim_cur);
}

// This program again, which then finds the limits that its parent set.
static void tell_inherited(void) {
    static const int resources[] = {RLIMIT_AS, RLIMIT_DATA, RLIMIT_STACK};
    struct rlimit got;
    for (int i = 0; i < 3; i++) {
        check(getrlimit(resources[i], &got) == 0);
        printf("inherited: %lu\n", got.rlim_cur);
    }
    printf("24 MiB: %s\n", fate_of_map(24 * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE));
}

static void run_again(void) {
    check(limit(RLIMIT_AS, 1024 * MIB) == 0 && limit(RLIMIT_DATA, 20 * MIB) == 0);
    check(limit(RLIMIT_STACK, 2 * MIB) == 0);
    execl(program_invocation_name, program_invocation_name, "again", (char *)NULL);
}

int main(int argc, char *argv[]) {
    (void)argv;
    if (argc > 1) {
        tell_inherited();
        return 0;
    }
    printf("%s\n", status_text(status_of(of_address_space)));
    printf("%s\n", status_text(status_of(of_data)));
    printf("half of the stack: %s\n", status_text(status_of(use_half_of_stack)));
    printf("twice the stack: %s\n", status_text(status_of(use_two_of_stack)));
    printf("a larger stack: %s\n", status_text(status_of(use_more_stack)));
    printf("%s\n", status_text(status_of(calls)));
    printf("%s\n", status_text(status_of(run_again)));
    return 0;
}
