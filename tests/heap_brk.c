// The heap: brk moves its end by the byte; what is new is zero, also where the heap was before; an
// end that cannot be leaves the old one.
// test: core portable boots=roomy,small,tight
#include "deeds.h"
#include <sys/syscall.h>

static uintptr_t first; // the end at the start

static uintptr_t set_end(uintptr_t end) {
    return syscall(SYS_brk, end); // Linux answers the end as it is now
}

static void show(const char *what, uintptr_t end) {
    uintptr_t now = set_end(end);
    printf("%s: %s %+ld\n", what, now == end ? "moved" : "stays", (long)(now - first));
}

static bool all_zero(uintptr_t from, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (load(from + i) != 0)
            return false;
    }
    return true;
}

int main(void) {
    first = (set_end(0) + PAGE - 1) & -PAGE;
    show("to a page boundary", first);
    show("a byte", first + 1);
    printf("its page is there: %s\n", fate(write_to, first + PAGE - 1));
    printf("the next isn't: %s\n", fate(write_to, first + PAGE));
    show("ten pages", first + 10 * PAGE);
    printf("zeros: %d\n", all_zero(first, 10 * PAGE));
    memset((void *)first, 0x55, 10 * PAGE);

    show("back to three and a bit", first + 3 * PAGE + 100);
    printf("the fourth page stays: %s\n", fate(read_from, first + 4 * PAGE - 1));
    printf("the fifth is gone: %s\n", fate(read_from, first + 4 * PAGE));
    show("ten again", first + 10 * PAGE);
    printf("zero again: %d\n", all_zero(first + 4 * PAGE, 6 * PAGE));
    printf("the rest as it was: %d\n", load(first) == 0x55 && load(first + 4 * PAGE - 1) == 0x55);

    show("below its start", 0x1000);
    show("into the kernel", 0xffff800000000000);
    show("to the last address", -1);
    show("not canonical", 0x800000000000);
    show("into the stack", (uintptr_t)__builtin_frame_address(0));
    show("through the stack", 0x7fffffffe000);

    // A child has a heap of its own.
    pid_t child = start();
    if (child == 0) {
        show("child: shorter", first + PAGE);
        fflush(stdout);
        _exit(0);
    }
    wait_for(child);
    show("parent: as it is", set_end(0));
    printf("its memory too: %d\n", load(first + 2 * PAGE) == 0x55);
    show("to nothing", first);
    printf("nothing is left: %s\n", fate(read_from, first));
    return 0;
}
