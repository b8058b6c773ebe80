// A program of which 8 MiB are data begins with fewer than a dozen pages in memory.
// test: boots=roomy,small,ram
#include "test.h"

static uint8_t table[8 << 20] = {1, 2, 3};

int main(void) {
    long resident = resident_pages();
    printf("%ld pages of %zu\n", resident, sizeof table / PAGE);
    check(resident > 0);
    check(resident < 12);

    // Nor is anything brought in behind the program's back while it waits.
    usleep(20000);
    check(resident_pages() < 16); // usleep, check and printf are text of their own

    check(table[0] == 1 && table[2] == 3 && table[sizeof table - 1] == 0);
    return 0;
}
