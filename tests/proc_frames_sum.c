// All of kpageflags and of a pagemap, added up, is what vmstat, statm and meminfo count.
// test: boots=roomy,swap
#include "pagemap.h"
#include <sys/mman.h>

enum { MIB = 1 << 20, PIECE = 512 };

// How many of so many words from number `first` on have all these bits. The words end there or
// before.
static long count(const char *path, uint64_t first, uint64_t words, uint64_t bits) {
    static uint64_t piece[PIECE];
    long found = 0;
    ssize_t n = 1;
    int fd = open(path, O_RDONLY);
    check(fd >= 0);
    while (words > 0 && n > 0) {
        uint64_t wanted = words < PIECE ? words : PIECE;
        n = pread(fd, piece, wanted * 8, first * 8);
        check(n >= 0 && n % 8 == 0);
        for (ssize_t i = 0; i < n / 8; i++)
            found += (piece[i] & bits) == bits;
        first += n / 8;
        words -= n / 8;
    }
    close(fd);
    return found;
}

static void compare(uint64_t bits, const char *counter) {
    long frames = count("/proc/kpageflags", 0, UINT64_MAX, bits), counted = vmstat(counter);
    printf("%s %ld, in kpageflags %ld\n", counter, counted, frames);
    check(labs(frames - counted) < 32); // reading moves some
}

int main(void) {
    long size = 20 * MIB, pages = size / PAGE;
    char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    for (long i = 0; i < pages; i++)
        at[i * PAGE] = 1;
    compare(KPF_BUDDY, "nr_free_pages");
    compare(KPF_ANON, "nr_anon_pages");
    compare(KPF_PGTABLE, "nr_page_table_pages");
    long present = count("/proc/self/pagemap", (uintptr_t)at / PAGE, pages, PM_PRESENT);
    long swapped = count("/proc/self/pagemap", (uintptr_t)at / PAGE, pages, PM_SWAP);
    printf("of %ld pages %ld are present, %ld in swap\n", pages, present, swapped);
    check(present + swapped == pages && (swapped > 0) == (vmstat("nr_swap_used") > 0));
    check(labs(number_in("/proc/self/status", "VmSwap") / 4 - swapped) < 32);
    return 0;
}
