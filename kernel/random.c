// SplitMix64 (Steele, Lea & Flood, 2014), stirred at each call.
#include "kernel/random.h"
#include "kernel/cpu.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"

enum { CPUID1_ECX_RDRAND = 1 << 30 };

static uint64_t hardware_random(void) {
    uint32_t leaf[4];
    cpuid(1, 0, leaf);
    uint64_t value = 0;
    if (leaf[2] & CPUID1_ECX_RDRAND)
        asm volatile("rdrand %0" : "+r"(value) : : "cc");
    return value;
}

void random_bytes(void *to, size_t n) {
    static uint64_t state;
    uint8_t *bytes = to;
    state ^= read_tsc() ^ hardware_random();
    while (n > 0) {
        uint64_t z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        z ^= z >> 31;
        size_t part = min(n, sizeof z);
        memcpy(bytes, &z, part);
        bytes += part;
        n -= part;
    }
}
