// Shared memory larger than memory: what is written to it goes to swap and comes back, for parent
// and child alike; a second time too, and when it is dropped all its slots are free.
// test: boots=swap timeout=60
#include "test.h"
#include <sys/mman.h>

static unsigned char *at;
static size_t pages;

static void fill(unsigned seed) {
    for (size_t i = 0; i < pages; i++)
        at[i * PAGE + i % PAGE] = i * seed + 1;
}

static bool is_filled(unsigned seed) {
    for (size_t i = 0; i < pages; i++) {
        size_t byte = i * PAGE + i % PAGE;
        if (!right_at("shared memory", byte, at[byte], (uint8_t)(i * seed + 1)))
            return false;
    }
    return true;
}

static void change(void) {
    check(is_filled(7));
    fill(11);
}

int main(void) {
    long slots = vmstat("nr_swap_used");
    pages = number_in("/proc/meminfo", "MemTotal") * 1024 / PAGE + 1024;
    at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    fill(7);
    check(vmstat("nr_swap_used") > slots && is_filled(7));
    check(status_of(change) == 0 && is_filled(11));
    check(vmstat("nr_swap_used") <= slots + (long)pages + 64); // a page has but one slot
    check(munmap(at, pages * PAGE) == 0 && vmstat("nr_swap_used") <= slots + 64);
    return 0;
}
