// Writing to the program's text or to its constants kills with SIGSEGV and changes nothing.
// test: core portable
#include "deeds.h"

static const uint8_t constants[2 * PAGE] = {1, 2, 3};

int main(void) {
    uint8_t code = load((uintptr_t)main);
    printf("text: %s\n", fate(write_to, (uintptr_t)main));
    printf("constant: %s\n", fate(write_to, (uintptr_t)&constants[1]));
    printf("untouched constant: %s\n", fate(write_to, (uintptr_t)&constants[PAGE]));
    printf("string: %s\n", fate(write_to, (uintptr_t) "literal"));
    printf("unchanged: %d %d\n", load((uintptr_t)main) == code, load((uintptr_t)&constants[1]));

    // The same when the page was read before, in the same process.
    pid_t pid = start();
    if (pid == 0) {
        store((uintptr_t)constants + load((uintptr_t)constants), 9);
        _exit(0);
    }
    printf("constant just read: %s\n", status_text(wait_for(pid)));
    return 0;
}
