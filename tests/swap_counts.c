// What goes out comes back once: no page is read from swap twice, and reading in order takes few
// faults, as pages behind those that are asked for come along. With the parameter ahead=0 none is
// read that nobody asks for. A page that was changed once is written once, however often it comes
// and goes. Pages that are dropped in swap free their slots.
// test: boots=swap,fifo timeout=60
#include "test.h"
#include <sys/mman.h>
#include <sys/sysinfo.h>

static const long size = 24 << 20, page = PAGE;

// In KiB: smaps' last word on each region.
static long sum_of_swap(void) {
    long sum = 0;
    char line[600];
    FILE *smaps = fopen("/proc/self/smaps", "r");
    while (fgets(line, sizeof line, smaps) != NULL)
        sum += strncmp(line, "Swap:", 5) == 0 ? strtol(line + 5, NULL, 10) : 0;
    fclose(smaps);
    return sum;
}

static void read_all(const unsigned char *at) {
    for (long i = 0; i < size; i += page)
        check(at[i] == (unsigned char)(i / page + 1));
}

static unsigned char *map(void) {
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(at != MAP_FAILED);
    return at;
}

// Earlier tests have left free frames in any order. Pages that are swapped out get slots in the
// order of their frames. Eviction frees frames in nearly that order.
static void put_frames_in_order(void) {
    unsigned char *at = map();
    for (long i = 0; i < size; i += page)
        at[i] = 1;
    check(munmap(at, size) == 0);
}

int main(void) {
    put_frames_in_order();
    unsigned char *at = map();
    long free_before = number_in("/proc/meminfo", "SwapFree");
    long zeroed = vmstat("pgfault_zero"), out = vmstat("pswpout");
    for (long i = 0; i < size; i += page)
        at[i] = i / page + 1;
    check(vmstat("pgfault_zero") - zeroed >= size / page);
    check(vmstat("pswpout") > out);
    long free = number_in("/proc/meminfo", "SwapFree");
    struct sysinfo info;
    check(sysinfo(&info) == 0 && free < free_before - 2048);
    check(labs((long)(info.freeswap * info.mem_unit / 1024) - free) < 1024);
    check(sum_of_swap() > 2048 && sum_of_swap() <= size / 1024);

    long in = vmstat("pswpin"), major = major_faults();
    read_all(at);
    long came = vmstat("pswpin") - in, waited = major_faults() - major;
    for (int round = 0; round < 2; round++)
        read_all(at);
    long went = vmstat("pswpout") - out;
    printf("came back: %ld, major faults: %ld; written: %ld\n", came, waited, went);
    check(came > size / page / 8 && came <= size / page + 64);
    check(parameter("ahead=", 32) == 0 ? waited >= came - 64 : waited <= came / 2);
    check(went <= size / page + 512); // others' pages, too

    check(munmap(at, size) == 0);
    check(number_in("/proc/meminfo", "SwapFree") >= free_before - 64);
    return 0;
}
