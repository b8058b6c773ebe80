// Nice values for tests that somebody may run with nice(1) on Linux, where nobody gets less nice.
#pragma once
#include "test.h"
#include <sys/syscall.h>

// The call itself answers with 20 - nice.
static inline int nice_of(pid_t pid) {
    long answer = syscall(SYS_getpriority, PRIO_PROCESS, pid);
    check(answer >= 1 && answer <= 40);
    return 20 - answer;
}

// The value that is so much nicer than the caller's; nothing is nicer than 19.
static inline int nicer_by(int more) {
    int wanted = nice_of(0) + more;
    return wanted < 19 ? wanted : 19;
}
