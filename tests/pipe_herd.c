// Of many processes that wait for one pipe, each byte reaches exactly one; when the pipe is closed,
// all see its end.
// test: core portable boots=roomy,small
#include "test.h"

enum { READERS = 30, ROUNDS = 10 };

static int herd[2], answers[2];

// Answers each byte with its own number.
static void reader(uint8_t number) {
    char byte;
    check(close(herd[1]) == 0 && close(answers[0]) == 0);
    while (read(herd[0], &byte, 1) == 1)
        check(write(answers[1], &number, 1) == 1);
    _exit(7);
}

int main(void) {
    pid_t pids[READERS];
    long answered = 0, ended = 0;
    uint8_t number;
    check(pipe(herd) == 0 && pipe(answers) == 0);
    for (int i = 0; i < READERS; i++)
        if ((pids[i] = start()) == 0)
            reader(i);
    check(close(answers[1]) == 0);
    for (int i = 0; i < READERS * ROUNDS; i++) {
        check(write(herd[1], "x", 1) == 1);
        check(read(answers[0], &number, 1) == 1 && number < READERS);
        answered++;
    }
    for (int i = 0; i < READERS * ROUNDS; i++) // so many that all readers may be at work at once
        check(write(herd[1], "x", 1) == 1);
    check(close(herd[1]) == 0);
    while (read(answers[0], &number, 1) == 1)
        answered++;
    for (int i = 0; i < READERS; i++)
        ended += WEXITSTATUS(wait_for(pids[i])) == 7;
    printf("%ld answers, %ld readers at the end\n", answered, ended);
    return 0;
}
