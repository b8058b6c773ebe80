// A system call grows the stack by the rules that hold for instructions, and by the rsp that the
// program had: within the slack it is brought in, beyond it the call fails with EFAULT and the
// program lives. (Linux asks nothing of rsp.) test: boots=roomy,small
#include "stack.h"

// Reads `n` bytes to `to` with this rsp, in a child, from a pipe that holds enough.
static const char *outcome_of_read(uintptr_t rsp, uintptr_t to, size_t n) {
    pid_t pid = start();
    if (pid == 0) {
        int fds[2];
        check(pipe(fds) == 0 && write(fds[1], "0123456789abcdef", 16) == 16);
        long got = read_with_rsp(rsp, fds[0], to, n);
        if (got == (long)n)
            check(memcmp((void *)to, "0123456789abcdef", n) == 0);
        else
            check(got == -EFAULT);
        _exit(got != (long)n);
    }
    int status = wait_for(pid);
    check(WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return status == 0 ? "ok" : "EFAULT";
}

static void must_be(const char *what, const char *seen, const char *wanted) {
    printf("%s: %s\n", what, seen);
    check(strcmp(seen, wanted) == 0);
}

static void foreign(const char *what, const char *name, int wanted) {
    int status = status_of_program(beside(name), NULL);
    printf("%s: %s\n", what, WIFEXITED(status) ? errno_name(WEXITSTATUS(status)) : "killed");
    check(WIFEXITED(status) && WEXITSTATUS(status) == wanted);
}

int main(void) {
    uintptr_t rsp = untouched_stack();
    must_be("at rsp", outcome_of_read(rsp, rsp, 16), "ok");
    must_be("3 pages above rsp", outcome_of_read(rsp, rsp + 3 * PAGE, 16), "ok");
    must_be("8 below", outcome_of_read(rsp, rsp - 8, 8), "ok");
    must_be("8 below, across rsp", outcome_of_read(rsp, rsp - 8, 16), "ok");
    must_be("9 below", outcome_of_read(rsp, rsp - 9, 1), "EFAULT");
    must_be("128 below", outcome_of_read(rsp, rsp - 128, 16), "EFAULT");
    must_be("a page below", outcome_of_read(rsp, rsp - PAGE, 16), "EFAULT");

    uintptr_t top = stack_top(), lowest = top - STACK_LIMIT;
    must_be("at the limit", outcome_of_read(lowest, lowest, 16), "ok");
    must_be("below the limit", outcome_of_read(lowest, lowest - 8, 8), "EFAULT");
    must_be("at the top", outcome_of_read(rsp, top, 1), "EFAULT");
    must_be("above the top", outcome_of_read(rsp, top + PAGE, 1), "EFAULT");

    foreign("note, 8 below", "elf/slack-note-call-8", 0);
    foreign("note, 9 below", "elf/slack-note-call-9", EFAULT);
    foreign("no note, 128 below", "elf/slack-foreign-call-128", 0);
    foreign("no note, 129 below", "elf/slack-foreign-call-129", EFAULT);
    return 0;
}
