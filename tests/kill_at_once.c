// A signal takes effect before the program's next instruction, also in a process that was preempted
// when it came, and in one that has not run yet.
// test: core boots=roomy,small
#include "test.h"
#include <sched.h>

static int ends[2];

static void write_for_ever(void) {
    for (;;)
        write(ends[1], "!", 1);
}

// Reads all that is in the pipe; how many bytes.
static size_t drain(void) {
    static char bytes[4096];
    size_t all = 0;
    for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0;)
        all += n;
    return all;
}

int main(void) {
    check(pipe2(ends, O_NONBLOCK) == 0);
    size_t bytes = 0;
    for (int round = 0; round < 50; round++) {
        pid_t pid = start_in(write_for_ever);
        for (int i = 0; i < round % 3; i++)
            sched_yield();
        check(kill(pid, SIGKILL) == 0);
        bytes += drain();
        check(wait_for(pid) == SIGKILL);
        check(drain() == 0);
    }
    check(bytes > 0);
    return 0;
}
