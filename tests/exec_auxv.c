// The auxiliary vector tells a program the truth: its headers, entry point, page size, user, the
// name it was run by; sixteen random bytes differ from run to run. Its strings lie in order on the
// stack.
// test: portable
#include "test.h"
#include <elf.h>
#include <sys/auxv.h>

extern const char __executable_start[];
extern void _start(void);

static void tell_vector(void) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)__executable_start;
    printf("headers: %d\n", getauxval(AT_PHDR) == (uintptr_t)header + header->e_phoff);
    printf("their size: %lu\n", getauxval(AT_PHENT));
    printf("their number: %d\n", getauxval(AT_PHNUM) == header->e_phnum);
    printf("entry: %d\n", getauxval(AT_ENTRY) == (uintptr_t)_start);
    printf("page size: %lu\n", getauxval(AT_PAGESZ));
    printf("users: %d %d %d %d\n", getauxval(AT_UID) == getuid(), getauxval(AT_EUID) == geteuid(),
           getauxval(AT_GID) == getgid(), getauxval(AT_EGID) == getegid());
    printf("base: %lu, secure: %lu, ticks: %lu\n", getauxval(AT_BASE), getauxval(AT_SECURE),
           getauxval(AT_CLKTCK));
}

// The sixteen bytes of a new process, and whether it was told the path that it was run by.
static int random_bytes(void) {
    const void *bytes = (const void *)getauxval(AT_RANDOM);
    check(bytes != NULL && write(1, bytes, 16) == 16);
    const char *path = (const char *)getauxval(AT_EXECFN);
    return path != NULL && strcmp(path, getenv("RUN_AS")) == 0 ? 0 : 1;
}

static void get_random(const char *path, char bytes[16]) {
    int out[2];
    check(pipe(out) == 0);
    pid_t pid = start();
    if (pid == 0) {
        dup2(out[1], 1);
        setenv("RUN_AS", path, 1);
        execl(path, "another name", "random", (char *)NULL);
        _exit(127);
    }
    check(read(out[0], bytes, 16) == 16);
    printf("path: %s\n", status_text(wait_for(pid)));
    close(out[0]);
    close(out[1]);
}

int main(int argc, char **argv) {
    if (argc > 1)
        return random_bytes();
    tell_vector();
    bool in_order = true;
    for (int i = 1; i < argc; i++)
        in_order &= argv[i] == argv[i - 1] + strlen(argv[i - 1]) + 1;
    for (char **variable = environ; *variable != NULL && variable[1] != NULL; variable++)
        in_order &= variable[1] == variable[0] + strlen(variable[0]) + 1;
    printf("strings in order: %d, argv ends: %d\n", in_order, argv[argc] == NULL);
    char one[16], two[16];
    get_random(argv[0], one);
    get_random(argv[0], two);
    printf("random: %d\n", memcmp(one, two, 16) != 0);
    return 0;
}
