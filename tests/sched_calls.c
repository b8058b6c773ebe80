// Nice values and the set of processors: what they answer, and what they
// refuse. test: portable
#include "nice.h"

static const char *of(long number, long a, long b, long c) {
    return outcome(syscall(number, a, b, c));
}

static void nice_values(void) {
    pid_t me = getpid();
    int first = nice_of(0), nicer = nicer_by(5);
    printf("nice: %d", first >= -20 && first <= 19);
    printf(" %s", of(SYS_setpriority, 0, 0, nicer));
    printf(" %d", nice_of(me) == nicer);
    printf(" %s", of(SYS_setpriority, 0, me, 99));
    printf(" %ld\n", syscall(SYS_getpriority, 0, 0));
    printf("which: %s %s", of(SYS_getpriority, -1, 0, 0), of(SYS_getpriority, 3, 0, 0));
    printf(" who: %s", of(SYS_getpriority, 0, 999999999, 0));
    printf(" %s\n", of(SYS_setpriority, 1, 999999999, 3));
}

static void inherited(void) {
    printf("child: %ld\n", syscall(SYS_getpriority, 0, 0));
}

static void processors(void) {
    uint64_t set[128] = {0}, none = 0;
    long size = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
    printf("affinity: %d %d\n", size > 0 && size % 8 == 0, set[0] != 0);
    printf("same again: %s\n", of(SYS_sched_setaffinity, 0, sizeof set, (long)set));
    printf("refused: %s", of(SYS_sched_getaffinity, 0, 4, (long)set));
    printf(" %s", of(SYS_sched_getaffinity, 999999999, sizeof set, (long)set));
    printf(" %s", of(SYS_sched_setaffinity, 0, sizeof none, (long)&none));
    printf(" %s\n", of(SYS_sched_setaffinity, 0, 8, 1));
    uint32_t processor = 99, node = 99;
    printf("getcpu: %s %d\n", of(SYS_getcpu, (long)&processor, (long)&node, 0), node == 0);
}

int main(void) {
    nice_values();
    check(status_of(inherited) == 0);
    processors();
    return 0;
}
