// What the tests of /proc/PID/pagemap, kpageflags and kpagecount share: Linux's format
// (admin-guide/mm/pagemap.rst).
#pragma once
#include "test.h"

#define BIT(n) (1ul << (n))
#define PM_FRAME (BIT(55) - 1) // bits of a page in pagemap
#define PM_EXCLUSIVE BIT(56)
#define PM_FILE BIT(61)
#define PM_SWAP BIT(62)
#define PM_PRESENT BIT(63)

#define KPF_BUDDY BIT(10) // bits of a frame in kpageflags
#define KPF_MMAP BIT(11)
#define KPF_ANON BIT(12)
#define KPF_SWAPBACKED BIT(14)
#define KPF_ZERO_PAGE BIT(24)
#define KPF_PGTABLE BIT(26)

// The word of that number in such a file.
static inline uint64_t word_of(const char *path, uint64_t number) {
    uint64_t word = 0;
    int fd = open(path, O_RDONLY);
    check(fd >= 0 && pread(fd, &word, sizeof word, number * sizeof word) == sizeof word);
    close(fd);
    return word;
}

// What the process's page table says of the page at this address.
static inline uint64_t page_word(const void *address) {
    return word_of("/proc/self/pagemap", (uintptr_t)address / PAGE);
}
