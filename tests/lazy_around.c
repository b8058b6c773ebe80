// A fault that reads a page of a file maps those around it, too, if they are in memory: those of
// its window of 16 pages (or around=N) and of its mapping, and no others. What is not in memory
// stays a fault that waits for the disk. A write brings nothing along. test:
// boots=roomy,small,tight,ram
#include "fs.h"
#include "pagemap.h"
#include <sys/mman.h>

enum { PAGES = 50, START = 5, HOLE = 24 }; // the mapping begins at page 5 of a window
static uint8_t *const area = (uint8_t *)(0x10000000 + START * PAGE);

// A file in which page i is full of i. All pages but one are in memory.
static int make_file(void) {
    static uint8_t page[PAGE];
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    for (int i = 0; i < PAGES; i++) {
        memset(page, i, PAGE);
        check(write(fd, page, PAGE) == (ssize_t)PAGE);
    }
    int caches = open("/proc/sys/vm/drop_caches", O_WRONLY);
    check(fsync(fd) == 0 && caches >= 0 && write(caches, "1", 1) == 1 && close(caches) == 0);
    for (int i = PAGES - 1; i >= 0; i--) // backwards, so nothing is read ahead
        check(i == HOLE || pread(fd, page, 1, i * PAGE) == 1);
    return fd;
}

static bool is_mapped(int page) {
    return page_word(area + page * PAGE) & PM_PRESENT;
}

// What touching a page does, if it alone and its window are not mapped yet.
static void touch(int page) {
    long first = (START + page) / around() * around() - START, mapped = 0;
    long read = vmstat("pgfault_file"), along = vmstat("pgfault_along"), major = major_faults();
    bool before[PAGES];
    for (int i = 0; i < PAGES; i++)
        before[i] = is_mapped(i);
    long faults = minor_faults() + major;
    check(load((uintptr_t)area + page * PAGE) == page);
    check(minor_faults() + major_faults() - faults == 1);
    check(major_faults() - major == (page == HOLE) &&
          vmstat("pgfault_file") - read == (page == HOLE));
    for (int i = 0; i < PAGES; i++) {
        bool near = i >= first && i < first + around() && i != HOLE;
        check(is_mapped(i) == (before[i] || i == page || near));
        mapped += is_mapped(i) && !before[i];
    }
    check(vmstat("pgfault_along") - along == mapped - 1);
}

int main(void) {
    enter_scratch();
    int fd = make_file();
    check(mmap(area, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0) == area);
    load((uintptr_t)area + (PAGES - 1) * PAGE); // so that the functions' own pages are there
    touch(18);
    touch(HOLE);
    touch(3);
    store((uintptr_t)area + 33 * PAGE, 1);
    check(is_mapped(33) && !is_mapped(32) && !is_mapped(34));
    touch(28);
    for (int i = 0; i < PAGES; i++)
        check(load((uintptr_t)area + i * PAGE) == (i == 33 ? 1 : i));
    check(close(fd) == 0);
    leave_scratch();
    return 0;
}
