// The RAM disk. A boot module lies in memory as it is; reading a sector is copying it.
#include "kernel/dev/ramdisk.h"
#include "kernel/dev/block.h"
#include "kernel/layout.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"

static int ramdisk_transfer(struct block_device *device, uint64_t sector, void *data, size_t count,
                            bool write) {
    char *place = (char *)device->driver + sector * SECTOR_SIZE;
    if (write)
        memcpy(place, data, count * SECTOR_SIZE);
    else
        memcpy(data, place, count * SECTOR_SIZE);
    return 0;
}

static struct block_device ramdisk = {.name = "ram", .transfer = ramdisk_transfer};

void ramdisk_init(uint64_t physical, uint64_t size) {
    ramdisk.driver = phys_to_virt(physical);
    ramdisk.sectors = size / SECTOR_SIZE;
    block_register(&ramdisk);
    kprintf("ramdisk: ram %lu KiB\n", size >> 10);
}
