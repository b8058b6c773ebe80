// The status that a parent gets: of an exit its low eight bits, of a signal its number; streams are
// flushed by return and exit, not by _exit.
// test: core portable
#include "test.h"

static void exit_with(int status) {
    pid_t pid = start();
    if (pid == 0)
        _exit(status);
    int told = wait_for(pid);
    printf("_exit(%d): %s, %#x\n", status, status_text(told), told);
}

static void last_words(void) {
    printf("by exit");
    exit(3);
}

static void unsaid(void) {
    printf("by _exit");
    _exit(4);
}

static void aborts(void) {
    kill(getpid(), SIGABRT);
}

int main(void) {
    static const int statuses[] = {0, 1, 127, 128, 255, 256, 257, -1, 0x7fffffff, 0x12345678};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        exit_with(statuses[i]);
    pid_t pid = start();
    if (pid == 0)
        return 9;
    printf("return: %s\n", status_text(wait_for(pid)));
    printf(": %s\n", status_text(status_of(last_words)));
    printf(": %s\n", status_text(status_of(unsaid)));
    printf("abort: %s\n", status_text(status_of(aborts)));

    // Two zombies at once keep a status each, in any order.
    pid_t first = start();
    if (first == 0)
        _exit(21);
    pid_t second = start();
    if (second == 0)
        _exit(22);
    printf("second: %s, ", status_text(wait_for(second)));
    printf("first: %s\n", status_text(wait_for(first)));
    return 0;
}
