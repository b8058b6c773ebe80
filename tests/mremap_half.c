// A move that ends half-way, because the process is killed or memory is out, leaves nothing behind:
// not even the empty tables that it has made for the new place.
// test: boots=roomy,small,swap timeout=120
#include <sys/mman.h>
#include <sys/sysinfo.h>

#include "test.h"

enum { KILLS = 50, SPAN = 2 << 20, FLAGS = MREMAP_MAYMOVE | MREMAP_FIXED };
enum { READ_WRITE = PROT_READ | PROT_WRITE, LAZY = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE };

static char *const here = (char *)0x200000000000, *const there = (char *)0x300000000000;

static char *map_here(size_t size) {
    char *p = mmap(here, size, READ_WRITE, LAZY | MAP_FIXED, -1, 0);
    check(p == here);
    return p;
}

static void move_for_ever(void) {
    size_t size = 3 * SPAN;
    memset(map_here(size), 1, size);
    for (;;) {
        check(mremap(here, size, size, FLAGS, there) == there);
        check(mremap(there, size, size, FLAGS, here) == here);
    }
}

static size_t memory_left(struct sysinfo *info) {
    check(sysinfo(info) == 0);
    return (info->freeram + info->freeswap) * info->mem_unit;
}

// One page in each of very many tables. There is not enough memory for as many again.
static void move_without_memory(void) {
    struct sysinfo info;
    size_t left = memory_left(&info), total = info.totalram * info.mem_unit;
    size_t tables = total / PAGE / 32, size = tables * SPAN;
    char *p = map_here(size), *rest = mmap(NULL, left, READ_WRITE, LAZY, -1, 0);
    check(rest != MAP_FAILED);
    for (size_t i = 0; i < tables; i++)
        p[i * SPAN] = 1;
    for (; memory_left(&info) > tables / 2 * PAGE + (96 << 10); rest += PAGE)
        *rest = 1;
    check(mremap(here, size, size, FLAGS, there) == MAP_FAILED && errno == ENOMEM);
    for (size_t i = 0; i < tables; i++)
        check(p[i * SPAN] == 1);
}

int main(void) {
    for (int i = 0; i < KILLS; i++) {
        pid_t child = start_in(move_for_ever);
        pause_for(20 + i);
        check(kill(child, SIGKILL) == 0);
        check(wait_for(child) == SIGKILL);
    }
    check(status_of(move_without_memory) == 0);
    return 0;
}
