// With memory nearly full, fork, exec and pipes fail with ENOMEM, and nothing is changed: the
// process has all that it had, and once it has given memory back, the same calls succeed.
// test: boots=small timeout=60
#include "test.h"
#include <sys/mman.h>

enum { TABLES = 900, KEPT = 130, ARGUMENT = 100000, ARGUMENTS = 9 };
#define TABLE_SPAN (2ul << 20) // what one page table maps

static char *tables, *memory;
static size_t touched;

static char *map(size_t size) {
    char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static long available(void) {
    return number_in("/proc/meminfo", "MemAvailable") / 4;
}

// Page tables, which a fork needs as many of, and then pages until there are few left.
static void fill_memory(void) {
    tables = map(TABLES * TABLE_SPAN);
    for (size_t i = 0; i < TABLES; i++)
        load((uintptr_t)tables + i * TABLE_SPAN);
    memory = map(64 << 20);
    for (touched = 0; available() > KEPT + 100; touched++)
        memory[touched * PAGE] = touched + 1;
}

static bool is_intact(void) {
    for (size_t i = 0; i < touched; i++)
        if (memory[i * PAGE] != (char)(i + 1))
            return false;
    return tables[TABLE_SPAN] == 0;
}

// -1 and errno, or else the status.
static int try_fork(void) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 ? -1 : wait_for(pid);
}

// Its arguments need more memory than there is.
static void exec_much(void) {
    static char argument[ARGUMENT];
    char *argv[ARGUMENTS + 1] = {0};
    memset(argument, 'x', ARGUMENT - 1);
    for (int i = 0; i < ARGUMENTS; i++)
        argv[i] = argument;
    execv(beside("elf/exit-7"), argv);
}

// Fills pipes until it cannot go on; the errno.
static int fill_pipes(void) {
    static int ends[100][2];
    static char bytes[65536];
    int count = 0, error = 0;
    while (error == 0 && count < 100) {
        if (pipe2(ends[count], O_NONBLOCK) < 0) {
            error = errno;
            break;
        }
        ssize_t n = write(ends[count][1], bytes, sizeof bytes);
        error = n < 0 ? errno : 0;
        count++;
    }
    while (count-- > 0)
        check(close(ends[count][0]) == 0 && close(ends[count][1]) == 0);
    return error;
}

int main(void) {
    check(try_fork() == 0);
    fill_memory();
    printf("touched: %zu pages\n", touched);
    for (int i = 0; i < 3; i++) {
        check(try_fork() == -1 && errno == ENOMEM);
        check(is_intact());
        exec_much();
        check(errno == ENOMEM && is_intact());
        check(fill_pipes() == ENOMEM && is_intact());
    }
    check(munmap(tables, TABLES * TABLE_SPAN) == 0 && munmap(memory, 64 << 20) == 0);
    check(try_fork() == 0);
    pid_t pid = start();
    if (pid == 0)
        exec_much();
    check(WEXITSTATUS(wait_for(pid)) == 7);
    return 0;
}
