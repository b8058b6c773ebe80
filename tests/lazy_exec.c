// A program of which 8 MiB are data begins with fewer than a dozen pages in memory, and those that
// came along with them. Of the data only the first ones can have come along.
// test: boots=roomy,small,ram,tight
#include "pagemap.h"

static uint8_t table[8 << 20] = {1, 2, 3};

int main(void) {
    long resident = resident_pages();
    printf("%ld pages of %zu\n", resident, sizeof table / PAGE);
    check(resident > 0 && minor_faults() + major_faults() < 20);
    check(around() > 1 || resident < 12);
    for (long page = around(); page < (long)(sizeof table / PAGE) - around(); page++)
        check(!(page_word(table + page * PAGE) & PM_PRESENT));

    // Nor is anything brought in behind the program's back while it waits.
    usleep(20000);
    resident = resident_pages();
    usleep(20000);
    check(resident_pages() == resident);

    check(table[0] == 1 && table[2] == 3 && table[sizeof table - 1] == 0);
    return 0;
}
