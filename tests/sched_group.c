// The nice value of a process group is that of its least nice member, and is set for all of them.
// test: portable
#include "nice.h"

static void become(int nice) {
    check(syscall(SYS_setpriority, PRIO_PROCESS, 0, nice) == 0);
}

static bool group_is(int nice) {
    return syscall(SYS_getpriority, PRIO_PGRP, 0) == 20 - nice;
}

static void group(void) {
    int first = nice_of(0), ten = nicer_by(10), twelve = nicer_by(12), fifteen = nicer_by(15);
    check(setpgid(0, 0) == 0);
    pid_t other = start();
    if (other == 0) {
        become(ten);
        for (;;)
            pause();
    }
    check(sleeps(other));
    printf("group: %d\n", group_is(first));
    become(twelve);
    printf("group: %d\n", group_is(ten));
    check(syscall(SYS_setpriority, PRIO_PGRP, 0, fifteen) == 0);
    printf("both: %d %d\n", nice_of(other) == fifteen, nice_of(0) == fifteen);
    kill(other, SIGKILL);
    wait_for(other);
}

int main(void) {
    check(status_of(group) == 0);
    return 0;
}
