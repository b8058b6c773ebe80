// Each of two processes fits into memory, both do not, and they thrash. One is killed; then the
// other gets its work done.
// test: boots=swap timeout=180
//     console: pid * (thrash_two): killed: the machine thrashes: *
#include "thrash.h"

enum { PAGES = 2560, TOUCHES = 20000 };

static volatile unsigned char *one_is_gone;

static void work(void) {
    uint8_t *memory = thrash_map(PAGES);
    while (!*one_is_gone)
        thrash_touch(memory, PAGES, PAGES);
    thrash_touch(memory, PAGES, TOUCHES);
}

int main(void) {
    int first, second;
    one_is_gone = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(one_is_gone != MAP_FAILED);
    start_in(work);
    start_in(work);
    check(wait(&first) > 0);
    *one_is_gone = 1;
    check(wait(&second) > 0);
    printf("%s, ", status_text(first));
    printf("%s\n", status_text(second));
    check(WIFSIGNALED(first) && WTERMSIG(first) == SIGKILL && second == 0);
    return 0;
}
