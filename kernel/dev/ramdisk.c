// The RAM disk. A boot module lies in memory as it is; reading a sector is copying it.
#include "kernel/dev/ramdisk.h"
#include "kernel/dev/block.h"
#include "kernel/layout.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"

static int ramdisk_transfer(struct block_device *device, uint64_t sector,
                            const struct block_piece *pieces, size_t n, bool write) {
    char *place = (char *)device->driver + sector * SECTOR_SIZE;
    for (size_t i = 0; i < n; i++) {
        size_t size = pieces[i].sectors * SECTOR_SIZE;
        memcpy(write ? place : pieces[i].data, write ? pieces[i].data : place, size);
        place += size;
    }
    return 0;
}

static struct block_device ramdisk = {.name = "ram", .transfer = ramdisk_transfer};

void ramdisk_init(uint64_t physical, uint64_t size) {
    ramdisk.driver = phys_to_virt(physical);
    ramdisk.sectors = size / SECTOR_SIZE;
    block_register(&ramdisk);
    kprintf("ramdisk: ram %lu KiB\n", size >> 10);
}
