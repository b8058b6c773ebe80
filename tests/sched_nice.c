// Of two processes that compute, the nice one gets less of the processor. test:
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>

enum { TURNS = 60 }; // so many that it doesn't matter when the host has the machine wait

static struct {
    int last, turns[2];
    uint64_t counts[2];
} volatile *shared;

static pid_t counter(int i, int nice) {
    pid_t pid = start();
    if (pid != 0)
        return pid;
    check(syscall(SYS_setpriority, 0, 0, nice) == 0);
    for (;; shared->counts[i]++)
        if (shared->last != i) {
            shared->last = i;
            shared->turns[i]++;
        }
}

int main(void) {
    shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t nice = counter(0, 19), ordinary = counter(1, 0);
    while (shared->turns[0] < TURNS || shared->turns[1] < TURNS)
        usleep(50000);
    uint64_t nice_one = shared->counts[0], ordinary_one = shared->counts[1];
    kill(nice, SIGKILL);
    kill(ordinary, SIGKILL);
    wait_for(nice);
    wait_for(ordinary);
    printf("%lu and %lu\n", nice_one, ordinary_one);
    check(nice_one * 4 < ordinary_one * 3);
    return 0;
}
