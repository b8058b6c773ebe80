// Pages that go out together lie side by side on the disk in the order of their addresses, in
// whatever order they were touched: so one request can bring many of them back.
// test: boots=swap,half swaps=8
#include "pagemap.h"
#include <sys/mman.h>

enum { PAGES = 4096 };

static unsigned char *map(void) {
    unsigned char *at =
        mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

int main(void) {
    static uint64_t words[PAGES];
    unsigned char *at = map(), *other = map();
    for (size_t i = 0; i < PAGES; i++) {
        size_t n = i / 16 * 16 + (i * 5 + 3) % 16; // shuffled
        at[n * PAGE] = 1;
        other[n * PAGE] = 1;
    }
    int file = open("/proc/self/pagemap", O_RDONLY);
    check(pread(file, words, sizeof words, (uintptr_t)at / PAGE * sizeof *words) == sizeof words);
    int pairs = 0, neighbours = 0;
    for (size_t i = 1; i < PAGES; i++) {
        bool both = words[i - 1] & words[i] & PM_SWAP;
        pairs += both;
        neighbours += both && words[i] - words[i - 1] == 1 << 5; // behind the device's number
    }
    printf("%d of %d neighbours in memory are neighbours in swap\n", neighbours, pairs);
    check(pairs > PAGES / 16 && neighbours > pairs / 4);
    return 0;
}
