// A program that starts with a larger limit of its stack may use it: mappings leave it that room.
// test: portable
#include "test.h"
#include <sys/mman.h>
#include <sys/resource.h>

enum { MIB = 1 << 20 };

static void use(int megabytes) {
    char bytes[MIB];
    for (int i = 0; i < MIB; i += PAGE)
        store((uintptr_t)bytes + i, 1);
    if (megabytes > 1)
        use(megabytes - 1);
    store((uintptr_t)bytes, 2);
}

static void raised(void) {
    struct rlimit limit;
    check(getrlimit(RLIMIT_STACK, &limit) == 0);
    limit.rlim_cur = 64 * MIB;
    check(setrlimit(RLIMIT_STACK, &limit) == 0);
    execl(program_invocation_name, program_invocation_name, "again", (char *)NULL);
    _exit(127);
}

int main(int argc, char *argv[]) {
    (void)argv;
    if (argc > 1) {
        check(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
        use(32);
        return 0;
    }
    printf("32 MiB of 64: %s\n", status_text(status_of(raised)));
    return 0;
}
