// A process that needs half as many pages again as there are, all the time, does nothing but wait
// for them. Though swap is not full, it is killed when they have come back ten times; a small
// process beside it goes on.
// test: boots=swap timeout=180 swaps=12
//     console: pid * (thrash_kill): killed: the machine thrashes: *
#include "thrash.h"

enum { PAGES = 6144, TIMES = 10 };

static void thrash(void) {
    uint8_t *memory = thrash_map(PAGES);
    while (major_faults() < 2 * TIMES * PAGES)
        thrash_touch(memory, PAGES, PAGES);
}

int main(void) {
    static unsigned rounds[PAGE];
    int status;
    unsigned slept = 0;
    pid_t child = start_in(thrash);
    while (waitpid(child, &status, WNOHANG) == 0) {
        for (size_t i = 0; i < PAGE; i++)
            check(rounds[i]++ == slept);
        pause_for(50);
        slept++;
    }
    struct rusage usage;
    check(getrusage(RUSAGE_CHILDREN, &usage) == 0);
    printf("%s after %ld major faults on %d pages, and %u rounds beside it\n", status_text(status),
           usage.ru_majflt, PAGES, slept);
    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    check(usage.ru_majflt >= (TIMES - 1) * PAGES && slept >= 20);
    check(WEXITSTATUS(status_of_program(beside("elf/exit-7"), NULL)) == 7);
    return 0;
}
