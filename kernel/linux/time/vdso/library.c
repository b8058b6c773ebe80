// The vDSO's functions, which run in user mode: they do the arithmetic of timer_now and
// clock_realtime (kernel/dev). The file is linked alone, as a shared library of one page, which the
// kernel contains (../vdso.c). C libraries look for these names and their version, LINUX_2.6.
#include "kernel/linux/abi.h"
#include "kernel/linux/time/vdso.h"
#include <stdbool.h>

enum { SYS_CLOCK_GETTIME = 228, NS = 1000000000 };

// In the page before the library.
extern const volatile struct clock_page clock_page __attribute__((visibility("hidden")));

// The TSC after all that was done before: without LFENCE the processor may read it too early.
static inline uint64_t read_tsc(void) {
    uint32_t low, high;
    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

// Nanoseconds since the boot or since 1970.
static inline uint64_t now(bool realtime) {
    uint32_t sequence;
    uint64_t ns;
    do {
        sequence = clock_page.sequence;
        uint64_t tsc = read_tsc(), last = clock_page.last;
        unsigned __int128 ticks = (tsc > last ? tsc : last) - clock_page.start;
        ns = (ticks * clock_page.ns_per_tick >> 32) + (realtime ? clock_page.realtime : 0);
    } while (sequence & 1 || sequence != clock_page.sequence);
    return ns;
}

int __vdso_clock_gettime(int clock, struct timespec *time) {
    const uint32_t since_1970 = 1 << CLOCK_REALTIME | 1 << CLOCK_REALTIME_COARSE | 1 << CLOCK_TAI;
    const uint32_t since_boot = 1 << CLOCK_MONOTONIC | 1 << CLOCK_MONOTONIC_RAW |
                                1 << CLOCK_MONOTONIC_COARSE | 1 << CLOCK_BOOTTIME;
    uint32_t bit = (unsigned)clock < 32 ? 1u << clock : 0;
    if (bit & (since_1970 | since_boot)) {
        uint64_t ns = now(bit & since_1970);
        *time = (struct timespec){ns / NS, ns % NS};
        return 0;
    }
    long result = SYS_CLOCK_GETTIME;
    __asm__ volatile("syscall" : "+a"(result) : "D"(clock), "S"(time) : "rcx", "r11", "memory");
    return result;
}

int __vdso_gettimeofday(struct timeval *time, struct timezone *zone) {
    if (time) {
        uint64_t ns = now(true);
        *time = (struct timeval){ns / NS, ns % NS / 1000};
    }
    if (zone)
        *zone = (struct timezone){0, 0};
    return 0;
}

int64_t __vdso_time(int64_t *time) {
    int64_t seconds = now(true) / NS;
    if (time)
        *time = seconds;
    return seconds;
}

int __vdso_getcpu(uint32_t *processor, uint32_t *node) {
    if (processor)
        *processor = 0;
    if (node)
        *node = 0;
    return 0;
}
