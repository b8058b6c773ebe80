// The list of block devices, and the checks that every transfer needs whatever the device.
#include "kernel/dev/block.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"

enum { DEVICES_MAX = 8 }; // four IDE disks and the RAM disk are all there can be

static struct block_device *devices[DEVICES_MAX];
static size_t device_count;

void block_register(struct block_device *device) {
    assert(device_count < DEVICES_MAX);
    devices[device_count++] = device;
}

struct block_device *block_find(const char *name) {
    for (size_t i = 0; i < device_count; i++) {
        if (strcmp(devices[i]->name, name) == 0)
            return devices[i];
    }
    return NULL;
}

static int transfer(struct block_device *device, uint64_t sector, void *data, size_t count,
                    bool write) {
    assert(count >= 1 && page_offset((uint64_t)data) + count * SECTOR_SIZE <= PAGE_SIZE);
    assert((uint64_t)data >= DIRECT_MAP && (uint64_t)data < KSTACK_BASE);
    if (count > device->sectors || sector > device->sectors - count)
        return -EIO;
    return device->transfer(device, sector, data, count, write);
}

int block_read(struct block_device *device, uint64_t sector, void *data, size_t count) {
    return transfer(device, sector, data, count, false);
}

int block_write(struct block_device *device, uint64_t sector, const void *data, size_t count) {
    return transfer(device, sector, (void *)data, count, true); // a write only reads it
}

int block_flush(struct block_device *device) {
    return device->flush ? device->flush(device) : 0;
}
