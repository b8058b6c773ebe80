// A program sees the same memory whether it was loaded page by page or at once: every byte of every
// segment has the value in its file, or zero beyond.
// test: core portable
#include "test.h"
#include <elf.h>

static uint8_t data_bytes[3 * PAGE + 100] = {1, 2, 3, [PAGE] = 4, [3 * PAGE + 99] = 5};
static uint8_t bss_bytes[3 * PAGE + 100];

extern const char __executable_start[];

// FNV-1a.
static uint32_t hash(uint32_t state, const volatile uint8_t *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        state = (state ^ bytes[i]) * 16777619;
    return state;
}

int main(void) {
    uint32_t state = hash(2166136261, data_bytes, sizeof data_bytes);
    printf("data and bss: %08x\n", hash(state, bss_bytes, sizeof bss_bytes));

    const Elf64_Ehdr *header = (const Elf64_Ehdr *)__executable_start;
    const Elf64_Phdr *segment = (const Elf64_Phdr *)(__executable_start + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (segment[i].p_type != PT_LOAD || (segment[i].p_flags & PF_W))
            continue;
        const uint8_t *start = (const uint8_t *)segment[i].p_vaddr;
        printf("segment: %08x\n", hash(2166136261, start, segment[i].p_memsz));
    }
    return 0;
}
