// Processes that map, fork, write, share, move and forget memory larger than there is, and are
// killed at any moment, leave nothing behind, and harm nobody.
// test: boots=half,small timeout=240
#include "test.h"
#include <sys/mman.h>
#include <time.h>

enum { PROCESSES = 6, ROUNDS = 16, PAGES = 700, SHARED = 500 };

static uint64_t state;

static uint64_t random_number(void) { // xorshift (Marsaglia, 2003)
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static char *map(size_t pages, int type) {
    return mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, type | MAP_ANONYMOUS, -1, 0);
}

static void touch(char *at, size_t pages) {
    for (size_t i = 0; i < pages; i++)
        if (random_number() % 4)
            at[i * PAGE + 8] = i;
}

static void deed(char **private, char **shared) {
    size_t page = random_number() % (PAGES - 50);
    char *moved;
    switch (random_number() % 8) {
    case 0:
        touch(*private, PAGES);
        break;
    case 1:
        touch(*shared, SHARED);
        break;
    case 2:
        munmap(*shared, SHARED * PAGE);
        *shared = map(SHARED, MAP_SHARED);
        if (*shared == MAP_FAILED)
            _exit(0);
        break;
    case 3:
        madvise(*private + page * PAGE, 50 * PAGE, MADV_DONTNEED);
        break;
    case 4:
        mprotect(*private + page * PAGE, 50 * PAGE, random_number() % 2 ? PROT_READ : PROT_NONE);
        mprotect(*private, PAGES * PAGE, PROT_READ | PROT_WRITE);
        break;
    case 5:
        moved = mremap(*private, PAGES * PAGE, (PAGES + 1) * PAGE, MREMAP_MAYMOVE);
        if (moved != MAP_FAILED) {
            munmap(moved + PAGES * PAGE, PAGE);
            *private = moved;
        }
        break;
    case 6: {
        pid_t pid = fork();
        if (pid == 0) {
            touch(*private, PAGES);
            touch(*shared, SHARED);
            if (random_number() % 2)
                execl(beside("elf/exit-7"), "exit-7", NULL);
            _exit(0);
        }
        break;
    }
    case 7:
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
    }
}

static void live(unsigned seed) {
    state = seed * 0x9e3779b97f4a7c15 + 1;
    char *private = map(PAGES, MAP_PRIVATE), *shared = map(SHARED, MAP_SHARED);
    if (private == MAP_FAILED || shared == MAP_FAILED)
        _exit(0);
    for (;;)
        deed(&private, &shared);
}

int main(void) {
    pid_t pids[PROCESSES] = {0};
    state = 42;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned i = random_number() % PROCESSES;
        if (pids[i]) {
            kill(pids[i], random_number() % 2 ? SIGTERM : SIGKILL);
            check(waitpid(pids[i], NULL, 0) == pids[i]);
        }
        if ((pids[i] = fork()) == 0)
            live(round);
        if (pids[i] < 0)
            pids[i] = 0;
        nanosleep(&(struct timespec){.tv_nsec = random_number() % 300000000}, NULL);
    }
    for (unsigned i = 0; i < PROCESSES; i++)
        if (pids[i]) {
            kill(pids[i], SIGKILL);
            check(waitpid(pids[i], NULL, 0) == pids[i]);
        }
    return 0;
}
