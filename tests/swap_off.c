// swapoff brings everything back, private and shared, while its owners write, fork and end; without
// room for it, it says ENOMEM and swapping goes on; swapon begins again.
// test: boots=half timeout=120
#include "test.h"
#include <sys/mman.h>
#include <sys/syscall.h>

enum { PRIVATE = 2500, SHARED = 1500, MUCH = 9000, OTHERS = 2 };

static long swap_on(void) {
    return syscall(SYS_swapon, "/dev/hdb", 0);
}

static long swap_off(void) {
    return syscall(SYS_swapoff, "/dev/hdb");
}

static unsigned char *map(size_t pages, int type) {
    void *at = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, type | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static void fill(unsigned char *at, size_t pages, unsigned seed) {
    for (size_t i = 0; i < pages; i++)
        at[i * PAGE + i % PAGE] = i * seed + 1;
}

static bool is_filled(const unsigned char *at, size_t pages, unsigned seed) {
    for (size_t i = 0; i < pages; i++)
        if (at[i * PAGE + i % PAGE] != (unsigned char)(i * seed + 1))
            return false;
    return true;
}

// Pushes what was not used lately out, and goes.
static void press(void) {
    fill(map(MUCH, MAP_PRIVATE), MUCH, 5);
}

static void come_and_go(void) {
    for (;;) {
        pid_t pid = start();
        if (pid == 0) {
            fill(map(100, MAP_PRIVATE), 100, 3);
            _exit(0);
        }
        check(wait_for(pid) == 0);
        usleep(50000);
    }
}

int main(void) {
    unsigned char *private = map(PRIVATE, MAP_PRIVATE), *shared = map(SHARED, MAP_SHARED);
    fill(private, PRIVATE, 7);
    fill(shared, SHARED, 11);
    check(status_of(press) == 0);
    check(vmstat("nr_swap_used") > 1000);

    pid_t others[OTHERS];
    for (int i = 0; i < OTHERS; i++)
        others[i] = start_in(come_and_go);
    check(swap_off() == 0);
    check(number_in("/proc/meminfo", "SwapTotal") == 0 && vmstat("nr_swap_used") == 0);
    check(is_filled(private, PRIVATE, 7) && is_filled(shared, SHARED, 11));
    check(swap_off() == -1 && errno == EINVAL);
    for (int i = 0; i < OTHERS; i++) {
        kill(others[i], SIGKILL);
        check(wait_for(others[i]) == SIGKILL);
    }

    check(swap_on() == 0);
    check(swap_on() == -1 && errno == EBUSY);
    unsigned char *much = map(MUCH, MAP_PRIVATE);
    fill(much, MUCH, 13);
    check(swap_off() == -1 && errno == ENOMEM); // there is more than memory holds
    check(is_filled(much, MUCH, 13) && is_filled(private, PRIVATE, 7));
    check(is_filled(shared, SHARED, 11));
    return 0;
}
