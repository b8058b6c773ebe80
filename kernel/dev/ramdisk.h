// A block device in memory: the file system image that the boot loader brought along.
#pragma once
#include <stdint.h>

// Registers the `size` bytes at `physical` (within the direct map) as block device "ram". Called
// at most once.
void ramdisk_init(uint64_t physical, uint64_t size);
