// Two processes that wait for each other after every round need more pages together than memory
// holds: one is killed, and the other goes on. (Did they not wait, one of them might keep its pages
// in memory for good: then the machine works, and nobody is killed.)
// test: boots=swap timeout=180 swaps=16
//     console: pid * (thrash_two): killed: the machine thrashes: *
#include <signal.h>

#include "thrash.h"

enum { PAGES = 2560, TOUCHES = 20000 };

static int round_ends[2][2]; // a pipe for each of the two

static void work(int mine) {
    char token = 0;
    close(round_ends[mine][1]);
    close(round_ends[!mine][0]);
    signal(SIGPIPE, SIG_IGN);
    uint8_t *memory = thrash_map(PAGES);
    do
        thrash_touch(memory, PAGES, PAGES);
    while (write(round_ends[!mine][1], &token, 1) == 1 &&
           read(round_ends[mine][0], &token, 1) == 1);
    thrash_touch(memory, PAGES, TOUCHES);
}

static void work_first(void) {
    work(0);
}

static void work_second(void) {
    work(1);
}

int main(void) {
    int first = 0, second = 0;
    check(pipe(round_ends[0]) == 0 && pipe(round_ends[1]) == 0);
    start_in(work_first);
    start_in(work_second);
    for (int i = 0; i < 2; i++)
        check(close(round_ends[i][0]) == 0 && close(round_ends[i][1]) == 0);
    check(wait(&first) > 0 && wait(&second) > 0);
    printf("%s, ", status_text(first));
    printf("%s\n", status_text(second));
    check(WIFSIGNALED(first) && WTERMSIG(first) == SIGKILL && second == 0);
    return 0;
}
