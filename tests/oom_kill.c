// A process that touches memory without end is killed, and so are four in a row; they leave nothing
// behind, and the next small program runs.
// test: boots=roomy,small,swap,tight timeout=120
#include "test.h"
#include <sys/mman.h>

static void touch_without_end(void) {
    char *at = mmap(NULL, 1ul << 36, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(at != MAP_FAILED);
    for (size_t i = 0;; i += PAGE)
        at[i] = 1;
}

int main(void) {
    long anonymous = vmstat("nr_anon_pages"), tables = vmstat("nr_page_table_pages");
    long slots = number_in("/proc/meminfo", "SwapFree");
    for (int i = 0; i < 4; i++) {
        const char *end = status_text(status_of(touch_without_end));
        printf("%d: %s\n", i, end);
        check(strcmp(end, "SIGKILL") == 0);
    }
    check(vmstat("nr_anon_pages") <= anonymous + 8 && vmstat("nr_page_table_pages") <= tables + 8);
    check(slots - number_in("/proc/meminfo", "SwapFree") <= 64);
    check(WEXITSTATUS(status_of_program(beside("elf/exit-7"), NULL)) == 7);
    return 0;
}
