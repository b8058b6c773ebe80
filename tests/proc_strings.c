// The command line and environment of a process can be read when they are in swap, and as the
// process has changed them; and to their end, when they are long.
// test: boots=roomy,swap
#include "test.h"
#include <sys/mman.h>

enum { STRINGS = 200, LENGTH = 100 };

// Room for the long ones of a whole page more.
static ssize_t read_all(const char *path, char *to, size_t size) {
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    size_t length = 0;
    ssize_t n;
    while ((n = read(fd, to + length, size - length)) > 0)
        length += n;
    check(n == 0);
    close(fd);
    return length;
}

static void wait_here(char *argv[]) {
    argv[1][0] = 'X'; // others see what it does to its own
    for (;;)
        pause();
}

static void use_memory(void) {
    long total = number_in("/proc/meminfo", "MemTotal") * 1024;
    if (number_in("/proc/meminfo", "SwapTotal") == 0)
        return;
    uint8_t *memory = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(memory != MAP_FAILED);
    for (long at = 0; at < total; at += PAGE)
        store((uintptr_t)memory + at, 1);
    printf("swapped out: %d\n", vmstat("nr_swap_used") > 0);
}

int main(int argc, char *argv[]) {
    static char text[2 * STRINGS * LENGTH], word[LENGTH];
    if (argc > 1)
        wait_here(argv);
    char *arguments[STRINGS + 2] = {argv[0]}, path[64];
    memset(word, 'a', sizeof word - 1);
    for (int i = 0; i < STRINGS; i++)
        arguments[i + 1] = word;
    pid_t child = start();
    if (child == 0) {
        execve(argv[0], arguments, arguments);
        _exit(127);
    }
    snprintf(path, sizeof path, "/proc/%d/cmdline", child);
    size_t wanted = strlen(argv[0]) + 1 + STRINGS * LENGTH;
    do
        usleep(10000);
    while (read_all(path, text, sizeof text) != (ssize_t)wanted ||
           text[strlen(argv[0]) + 1] != 'X');
    check(status_of(use_memory) == 0);
    check(read_all(path, text, sizeof text) == (ssize_t)wanted);
    check(strcmp(text, argv[0]) == 0);
    for (int i = 0; i < STRINGS; i++) {
        text[strlen(argv[0]) + 1] = 'a';
        check(strcmp(text + strlen(argv[0]) + 1 + i * LENGTH, word) == 0);
    }
    snprintf(path, sizeof path, "/proc/%d/environ", child);
    check(read_all(path, text, sizeof text) == (ssize_t)wanted);
    check(strcmp(text + wanted - LENGTH, word) == 0);
    kill(child, SIGKILL);
    wait_for(child);
    return 0;
}
