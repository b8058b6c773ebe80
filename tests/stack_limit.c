// The stack grows to exactly its limit of 8 MiB below its top, at once or bit by bit; one byte
// further kills with SIGSEGV.
// test: core portable
#include "stack.h"
#include <sys/mman.h>

static const char *push_at(uintptr_t rsp) {
    pid_t pid = start();
    if (pid == 0) {
        push_with_rsp(rsp);
        _exit(0);
    }
    return status_text(wait_for(pid));
}

static const char *step_down(uintptr_t to, size_t step) {
    pid_t pid = start();
    if (pid == 0) {
        for (uintptr_t rsp = untouched_stack(); rsp > to; rsp -= step)
            push_with_rsp(rsp);
        push_with_rsp(to);
        _exit(0);
    }
    return status_text(wait_for(pid));
}

int main(void) {
    // What is mapped keeps away from the stack at its largest.
    check(mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
    uintptr_t lowest = stack_top() - STACK_LIMIT;
    printf("in the lowest page: %s\n", push_at(lowest + PAGE));
    printf("at the limit: %s\n", push_at(lowest + 8));
    printf("8 bytes below the limit: %s\n", push_at(lowest));
    printf("a page below: %s\n", push_at(lowest - PAGE + 8));
    printf("twice the limit: %s\n", push_at(lowest - STACK_LIMIT));
    printf("in steps to the limit: %s\n", step_down(lowest + 8, 100 * PAGE));
    printf("in steps to below the limit: %s\n", step_down(lowest, 100 * PAGE));
    return 0;
}
