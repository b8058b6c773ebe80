// What one process loads into DS, ES, FS and GS, no other process sees, nor does the next program.
// test: core portable
#include "test.h"
#include <sched.h>

enum { USER_SELECTOR = 0x2b };

static unsigned selectors(void) {
    unsigned ds, es, fs, gs;
    asm volatile("mov %%ds, %0; mov %%es, %1; mov %%fs, %2; mov %%gs, %3"
                 : "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
    return ds | es | fs | gs;
}

static void load_them(void) {
    asm volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%fs; mov %0, %%gs" : : "r"(USER_SELECTOR));
}

static void spin_and_yield(void) {
    for (int round = 0; round < 100; round++) {
        load_them();
        for (volatile int spin = 0; spin < 20000; spin++)
            ;
        sched_yield();
    }
}

static void run_program(void) {
    load_them();
    execl(program_invocation_name, program_invocation_name, "again", (char *)NULL);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        printf("the next program sees %#x\n", selectors());
        return 0;
    }
    unsigned seen = 0;
    pid_t pid = start_in(spin_and_yield);
    for (int round = 0; round < 100; round++) {
        seen |= selectors();
        sched_yield();
    }
    printf("another process sees %#x\n", seen);
    printf("the one that loads them: %s\n", status_text(wait_for(pid)));
    wait_for(start_in(run_program));
    return 0;
}
