// faults counts the faults of the command that it runs, and passes its exit status on.
// test: portable
#include "programs.h"
#include <sys/mman.h>

enum { PAGES = 500 };

// The number in a line of the table: 0 is the command's, 1 the whole system's.
static long count(const char *title, int column) {
    const char *line = strstr(printed, title);
    long numbers[2];
    check(line != NULL && sscanf(line + strlen(title), "%ld %ld", &numbers[0], &numbers[1]) == 2);
    return numbers[column];
}

int main(int argc, char *argv[]) {
    if (argc > 1) { // what faults runs: touches so many pages
        char *at =
            mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        for (int i = 0; i < atoi(argv[1]); i++)
            at[i * PAGE] = 1;
        return 7;
    }
    char path[512];
    snprintf(path, sizeof path, "%s", beside("picture_faults"));
    check(run(2, "faults", path, "0", NULL, NULL) == 7 << 8);
    long few = count("page faults", 0);
    check(run(2, "faults", path, "500", NULL, NULL) == 7 << 8);
    long more = count("page faults", 0);
    check(labs(more - few - PAGES) < 16); // the first run had to read more of the program
    check(count("page faults", 1) >= more);
    check(more == count("minor: no wait for a disk", 0) + count("major: waited for the disk", 0));
    long zeroed = PAGES; // which Linux doesn't count
    bool counted = strstr(contents_of("/proc/vmstat"), "pgfault_zero") != NULL;
    check(sscanf(strstr(printed, "with zeroes"), "with zeroes %ld", &zeroed) == counted);
    check(zeroed >= PAGES);
    check(run(2, "faults", "no-such-command", NULL, NULL, NULL) == 127 << 8);
    return 0;
}
