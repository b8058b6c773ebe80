// The address space (mm/README.md: "Address space") and the units of paging.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SIZE 4096ul
#define PAGE_SHIFT 12

#define USER_MIN 0x10000ul // nothing is mapped below: a null pointer plus a small offset faults
#define USER_END 0x7ffffffff000ul    // one page short of the canonical hole, as on Linux
#define STACK_TOP USER_END           // the user stack grows down from here
#define STACK_LIMIT (8ul << 20)      // default RLIMIT_STACK, in bytes
#define STACK_LIMIT_MOST (1ul << 40) // what an unlimited stack is bounded by
#define STACK_GUARD (1ul << 20) // what growth leaves free above the next record below, as on Linux
#define DIRECT_MAP 0xffff800000000000ul
#define KSTACK_BASE 0xffffc00000000000ul
#define KERNEL_BASE 0xffffffff80000000ul

static inline uint64_t page_down(uint64_t address) {
    return address & ~(PAGE_SIZE - 1);
}
static inline uint64_t page_up(uint64_t address) {
    return page_down(address + PAGE_SIZE - 1);
}
static inline uint64_t page_offset(uint64_t address) {
    return address & (PAGE_SIZE - 1);
}

// Whether [address, address + n) lies in the user half. Whether anything is there is another
// matter.
static inline bool is_user_range(uint64_t address, uint64_t n) {
    return n <= USER_END && address <= USER_END - n;
}

// Whether the processor takes it for an address: bits 47 to 63 are all equal (SDM vol. 1, 3.3.7.1).
static inline bool is_canonical(uint64_t address) {
    return (uint64_t)((int64_t)(address << 16) >> 16) == address;
}

// The kernel's own address of a physical one, and back (direct map only).
static inline void *phys_to_virt(uint64_t physical) {
    return (void *)(physical + DIRECT_MAP);
}
static inline uint64_t virt_to_phys(const void *address) {
    return (uint64_t)address - DIRECT_MAP;
}

// The physical address behind any of the kernel's, or 0 when nothing is mapped there
// (mm/pagetable.c).
uint64_t kernel_translate(uint64_t address);
