// fork while half of the parent is swapped out: ten children read all of it, change a part, and
// end; neither the parent nor a sibling sees the changes. test: core portable boots=roomy,swap
// timeout=120
#include "test.h"
#include <sys/mman.h>

enum { SIZE = 16 << 20, CHILDREN = 10, STRIDE = 64 };

static unsigned char *at;

static bool is_intact(unsigned except) {
    for (size_t i = 0; i < SIZE / PAGE; i++) {
        size_t byte = i * PAGE + i % PAGE;
        if (i % STRIDE != except && !right_at("memory", byte, at[byte], (uint8_t)(i * 7 + 1)))
            return false;
    }
    return true;
}

static void child(unsigned number) {
    check(is_intact(STRIDE));
    for (size_t i = number; i < SIZE / PAGE; i += STRIDE)
        memset(at + i * PAGE, 0xee, PAGE);
    check(is_intact(number));
}

int main(void) {
    at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    for (size_t i = 0; i < SIZE / PAGE; i++)
        at[i * PAGE + i % PAGE] = i * 7 + 1;
    pid_t children[CHILDREN];
    for (unsigned i = 0; i < CHILDREN; i++) {
        children[i] = start();
        if (children[i] == 0) {
            child(i);
            _exit(0);
        }
    }
    for (unsigned i = 0; i < CHILDREN; i++)
        printf("child %u: %s\n", i, status_text(wait_for(children[i])));
    printf("parent: %s\n", is_intact(STRIDE) ? "as before" : "changed");
    return 0;
}
