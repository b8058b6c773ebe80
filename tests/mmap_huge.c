// A mapping of 64 GiB costs one record and only what is touched: pages at both ends and in the
// middle, each with at most three page tables.
// test: boots=roomy,small
#include "test.h"
#include <sys/mman.h>

int main(void) {
    const size_t size = 64ul << 30;
    long anonymous = vmstat("nr_anon_pages"), tables = vmstat("nr_page_table_pages");
    char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0);
    check(at != MAP_FAILED);
    long resident = resident_pages();
    at[0] = at[size / 2] = at[size - 1] = 1;
    check(resident_pages() == resident + 3);
    check(vmstat("nr_anon_pages") <= anonymous + 5);
    check(vmstat("nr_page_table_pages") <= tables + 9);
    check(at[size / 2 + PAGE] == 0 && at[size - 1] == 1);
    check(munmap(at + PAGE, size - 2 * PAGE) == 0 && at[0] == 1 && at[size - 1] == 1);
    return 0;
}
