// Of two processes that compute on one processor, the nice one gets less of it.
// test: portable
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>

static volatile uint64_t *counts;

static pid_t counter(int i, int nice) {
    pid_t pid = start();
    if (pid != 0)
        return pid;
    check(syscall(SYS_setpriority, 0, 0, nice) == 0);
    for (;;)
        counts[i]++;
}

int main(void) {
    uint64_t set[128] = {0};
    check(syscall(SYS_sched_getaffinity, 0, sizeof set, set) > 0);
    uint64_t first[1] = {set[0] & -set[0]};
    check(syscall(SYS_sched_setaffinity, 0, sizeof first, first) == 0);
    counts = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t nice = counter(0, 19), ordinary = counter(1, 0);
    usleep(1500000);
    uint64_t nice_one = counts[0], ordinary_one = counts[1];
    kill(nice, SIGKILL);
    kill(ordinary, SIGKILL);
    wait_for(nice);
    wait_for(ordinary);
    printf("less: %d\n", nice_one * 4 < ordinary_one * 3);
    return 0;
}
