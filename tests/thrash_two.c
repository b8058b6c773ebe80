// Each of two processes fits into memory, both do not, and they thrash. One is killed; then the
// other gets its work done.
// test: boots=swap timeout=180
//     console: pid * (thrash_two): killed: the machine thrashes: *
#include "thrash.h"

enum { PAGES = 2560, TOUCHES = 200000 };

static void work(void) {
    uint8_t *memory = thrash_map(PAGES);
    thrash_touch(memory, PAGES, TOUCHES);
}

int main(void) {
    pid_t one = start_in(work), other = start_in(work);
    int first = wait_for(one), second = wait_for(other);
    printf("%s, ", status_text(first));
    printf("%s\n", status_text(second));
    check((first == SIGKILL && second == 0) || (first == 0 && second == SIGKILL));
    return 0;
}
