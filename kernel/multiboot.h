// The boot loader's information (multiboot2 specification, 3.6: boot information format).
#pragma once
#include <stddef.h>
#include <stdint.h>

struct boot_region { // a range of physical memory
    uint64_t start, end;
};

#define BOOT_REGIONS_MAX 64

extern struct boot_info {
    const char *command_line;
    struct boot_region
        memory[BOOT_REGIONS_MAX]; // usable RAM, as the firmware says; in order of address
    size_t memory_count;
    struct boot_region info;    // this information itself
    struct boot_region ramdisk; // the module called "ramdisk"; empty when there is none
    struct boot_region
        symbols; // ELF symbols of the kernel (struct elf64_symbol), and the strings they name
    struct boot_region strings;
} boot_info;

// Reads the tags at physical address `information` through the direct map. Panics when there is no
// memory map.
void multiboot_init(uint64_t information);
