// Of two processes that compute, the nice one gets less of the processor. (By a clock that goes on
// only while they do: others on the host take whole turns away.) test: boots=clock
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
    counts = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t nice = counter(0, 19), ordinary = counter(1, 0);
    usleep(600000);
    uint64_t nice_one = counts[0], ordinary_one = counts[1];
    kill(nice, SIGKILL);
    kill(ordinary, SIGKILL);
    wait_for(nice);
    wait_for(ordinary);
    printf("%lu and %lu\n", nice_one, ordinary_one);
    check(nice_one * 4 < ordinary_one * 3);
    return 0;
}
