// Programs that never make a system call share the processor: of three that only compute, each gets
// on, and the parent that sleeps wakes in time to stop them.
// test: core portable timeout=40
#include "test.h"

enum { SPINNERS = 3, ROUNDS = 5 };

// Computes for ever; says "!" after each round.
static void spin(int out) {
    for (;;) {
        for (volatile uint32_t i = 0; i < 3000000; i++)
            ;
        check(write(out, "!", 1) == 1);
    }
}

int main(void) {
    int outs[SPINNERS];
    pid_t pids[SPINNERS];
    for (int i = 0; i < SPINNERS; i++) {
        int fds[2];
        check(pipe(fds) == 0);
        pids[i] = start();
        if (pids[i] == 0)
            spin(fds[1]);
        close(fds[1]);
        outs[i] = fds[0];
    }
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SPINNERS; i++) {
            char byte;
            check(read(outs[i], &byte, 1) == 1);
        }
        printf("round %d\n", round);
    }
    for (int i = 0; i < SPINNERS; i++) {
        kill(pids[i], SIGTERM);
        printf("%s\n", status_text(wait_for(pids[i])));
    }

    // One that spins without any call at all does not delay a sleep for long, and can be killed.
    pid_t pid = start();
    if (pid == 0) {
        for (;;)
            asm volatile("pause");
    }
    usleep(50000);
    kill(pid, SIGKILL);
    printf("%s\n", status_text(wait_for(pid)));
    return 0;
}
