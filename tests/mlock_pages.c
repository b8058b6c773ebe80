// mlock: the pages come at once, and stay when memory is short; munlock lets them go. mlock2 may
// let them come one by one. A child inherits no locks, a program that exec starts neither. mlockall
// locks what there is, what will be, or both.
// test: boots=swap timeout=90
#include "test.h"
#include <sys/mman.h>

enum { LOCKED = 64, MORE = 44 << 20 };

static char *map(size_t size) {
    char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

static int resident(char *at, int pages) {
    static unsigned char there[MORE / PAGE];
    int count = 0;
    check(mincore(at, pages * PAGE, there) == 0);
    for (int i = 0; i < pages; i++)
        count += there[i] & 1;
    return count;
}

// More than there is memory, so that everything leaves that may.
static void press(void) {
    char *at = map(MORE);
    for (int round = 0; round < 2; round++) // the first takes from each page its second chance
        for (size_t i = 0; i < MORE; i += PAGE)
            at[i] = 1;
    check(munmap(at, MORE) == 0);
}

static void ranges(void) {
    char *at = map(LOCKED * PAGE), *other = map(LOCKED * PAGE);
    check(mlock(at + 1, LOCKED * PAGE - 1) == 0 && resident(at, LOCKED) == LOCKED);
    memset(other, 1, LOCKED * PAGE);
    press();
    check(resident(at, LOCKED) == LOCKED && resident(other, LOCKED) < LOCKED / 2);
    check(madvise(at, PAGE, MADV_DONTNEED) == -1 && errno == EINVAL);
    pid_t child = start();
    if (child == 0) {
        memset(at, 2, LOCKED * PAGE); // pages of its own, which nobody locks
        press();
        check(resident(at, LOCKED) < LOCKED);
        _exit(0);
    }
    check(wait_for(child) == 0 && at[0] == 0);
    check(munlock(at, LOCKED / 2 * PAGE) == 0);
    press();
    check(resident(at, LOCKED / 2) < LOCKED / 2);
    check(resident(at + LOCKED / 2 * PAGE, LOCKED / 2) == LOCKED / 2);
    check(munmap(at, LOCKED * PAGE) == 0 && munmap(other, LOCKED * PAGE) == 0);
}

// mlock2 with MLOCK_ONFAULT brings nothing in: each page stays from its first touch on.
static void on_fault(void) {
    char *at = map(LOCKED * PAGE);
    check(fails(mlock2(at, LOCKED * PAGE, MLOCK_ONFAULT << 1), EINVAL));
    check(mlock2(at, LOCKED * PAGE, MLOCK_ONFAULT) == 0);
    check(resident(at, LOCKED) == 0);
    memset(at, 1, LOCKED / 2 * PAGE);
    press();
    check(resident(at, LOCKED) == LOCKED / 2);
    check(mlock2(at, LOCKED * PAGE, 0) == 0 && resident(at, LOCKED) == LOCKED);
    check(munmap(at, LOCKED * PAGE) == 0);
}

static void everything(void) {
    char *before = map(LOCKED * PAGE);
    check(mlockall(MCL_CURRENT) == 0 && resident(before, LOCKED) == LOCKED);
    char *after = map(LOCKED * PAGE);
    check(resident(after, LOCKED) == 0);
    check(mlockall(MCL_FUTURE) == 0);
    char *later = map(LOCKED * PAGE);
    check(resident(later, LOCKED) == LOCKED && resident(after, LOCKED) == 0);
    char *end = sbrk(LOCKED * PAGE);
    check(resident((char *)(((uintptr_t)end + PAGE - 1) & -PAGE), LOCKED - 1) == LOCKED - 1);
    check(munlockall() == 0);
    press();
    check(resident(later, LOCKED) < LOCKED);
}

static void limits(void) {
    struct rlimit few = {4 * PAGE, 4 * PAGE}, none = {0, 0};
    char *at = map(8 * PAGE);
    check(setrlimit(RLIMIT_MEMLOCK, &few) == 0 && setuid(1000) == 0);
    check(mlock(at, 4 * PAGE) == 0 && mlock(at, 4 * PAGE) == 0);
    check(fails(mlock(at, 5 * PAGE), ENOMEM) && fails(mlockall(MCL_CURRENT), ENOMEM));
    check(munlock(at, PAGE) == 0 && mlock(at + 7 * PAGE, 1) == 0);
    check(setrlimit(RLIMIT_MEMLOCK, &none) == 0 && fails(mlock(at, PAGE), EPERM));
    check(munlock(at, 8 * PAGE) == 0);
}

int main(void) {
    char *gap = map(3 * PAGE);
    check(munmap(gap + PAGE, PAGE) == 0);
    check(fails(mlock(gap, 3 * PAGE), ENOMEM) && fails(munlock(gap, 3 * PAGE), ENOMEM));
    check(fails(mlock((void *)-PAGE, 2 * PAGE), EINVAL) && munlockall() == 0);
    ranges();
    on_fault();
    check(status_of(everything) == 0 && status_of(limits) == 0);
    return 0;
}
