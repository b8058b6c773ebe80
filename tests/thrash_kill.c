// Two processes that need half as many pages again as there are, each of them and all the time, do
// nothing but wait for them. Though swap is not full, one is killed when fourteen times as many
// pages have come back as memory holds, and the other soon after it; a small process beside them
// goes on.
// test: boots=swap timeout=180 swaps=12
// console: pid * (thrash_kill): killed: the machine thrashes: *
// console: pid * (thrash_kill): killed: the machine thrashes: *
#include "thrash.h"

enum { PAGES = 6144, MEMORY = 4096, TIMES = 14, CHILDREN = 2 };

static void thrash(void) {
    uint8_t *memory = thrash_map(PAGES);
    while (major_faults() < 2 * TIMES * MEMORY)
        thrash_touch(memory, PAGES, PAGES);
}

// Waits for a child's end, and counts meanwhile in memory of its own. Returns its major faults.
static long watch(void) {
    static unsigned rounds[PAGE], slept;
    struct rusage usage;
    int status;
    unsigned before = slept;
    while (wait4(-1, &status, WNOHANG, &usage) == 0) {
        for (size_t i = 0; i < PAGE; i++)
            check(rounds[i]++ == slept);
        pause_for(50);
        slept++;
    }
    printf("%s after %ld major faults on %d pages, and %u rounds beside it\n", status_text(status),
           usage.ru_majflt, PAGES, slept - before);
    check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && slept - before >= 20);
    return usage.ru_majflt;
}

int main(void) {
    for (int i = 0; i < CHILDREN; i++)
        start_in(thrash);
    long first = watch(), second = watch();
    check(first >= (TIMES - 1) * MEMORY / CHILDREN);
    check(second < first + TIMES * MEMORY / 2); // had it begun anew, it would be all TIMES
    check(WEXITSTATUS(status_of_program(beside("elf/exit-7"), NULL)) == 7);
    return 0;
}
