// A file that is read or mapped in order is read ahead, in few requests: few faults wait for the
// disk. One whose pages are touched here and there is not: only those pages are read. Both give the
// right bytes, also at the end of the file. With the parameter ahead=0 every page is a fault.
// test: boots=roomy,small,tight,half
#include "fs.h"
#include <sys/mman.h>

enum { PAGES = 600, REST = 100, FEW = 40 };

static int fd;

static void drop_caches(void) {
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(caches >= 0 && write(caches, "3", 1) == 1 && close(caches) == 0);
}

static void make_file(void) {
    static uint32_t words[PAGE / sizeof(uint32_t)];
    fd = open("file", O_RDWR | O_CREAT, 0600);
    for (uint32_t i = 0; i <= PAGES; i++) {
        for (size_t j = 0; j < PAGE / sizeof *words; j++)
            words[j] = i * 1000 + j;
        size_t size = i < PAGES ? PAGE : REST;
        check(write(fd, words, size) == (ssize_t)size);
    }
    check(fsync(fd) == 0);
}

// Touches the pages 0, step, 2 * step, … of the mapped file; returns how many had to be waited for.
static long touch(int n, int step) {
    unsigned char resident[PAGES + 1];
    drop_caches();
    uint32_t *words = mmap(NULL, PAGES * PAGE + REST, PROT_READ, MAP_SHARED, fd, 0);
    check(words != MAP_FAILED);
    long before = major_faults();
    for (int i = 0; i < n; i++)
        check(words[i * step * PAGE / sizeof *words + 24] == (uint32_t)(i * step * 1000 + 24));
    long waited = major_faults() - before;
    int pages = 0;
    check(mincore(words, PAGES * PAGE + REST, resident) == 0);
    for (int i = 0; i <= PAGES; i++)
        pages += resident[i] & 1;
    check(step == 1 ? pages >= n / 2 : pages == n);
    check(munmap(words, PAGES * PAGE + REST) == 0);
    return waited;
}

static void read_all(void) {
    uint32_t words[700];
    drop_caches();
    check(lseek(fd, 0, SEEK_SET) == 0);
    uint64_t at = 0;
    for (ssize_t got; (got = read(fd, words, sizeof words)) > 0; at += got)
        for (uint64_t i = 0; i < got / sizeof *words; i++) {
            uint64_t place = at / sizeof *words + i, in_page = PAGE / sizeof *words;
            check(words[i] == place / in_page * 1000 + place % in_page);
        }
    check(at == PAGES * PAGE + REST);
}

int main(void) {
    enter_scratch();
    make_file();
    long in_order = touch(PAGES, 1), apart = touch(FEW, 13);
    printf("%ld and %ld faults waited\n", in_order, apart);
    check(apart == FEW && (parameter("ahead=", 32) > 0 ? in_order < PAGES / 8 : in_order == PAGES));
    read_all();
    check(close(fd) == 0);
    leave_scratch();
    return 0;
}
