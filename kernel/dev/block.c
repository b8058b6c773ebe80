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
    for (size_t i = 0; i < device_count; i++)
        if (strcmp(devices[i]->name, name) == 0)
            return devices[i];
    return NULL;
}

int block_transfer(struct block_device *device, uint64_t sector, const struct block_piece *pieces,
                   size_t n, bool write) {
    size_t count = 0;
    assert(n >= 1 && n <= BLOCK_PIECES);
    for (size_t i = 0; i < n; i++) {
        uint64_t data = (uint64_t)pieces[i].data;
        assert(pieces[i].sectors >= 1 && data >= DIRECT_MAP && data < KSTACK_BASE);
        assert(page_offset(data) + pieces[i].sectors * SECTOR_SIZE <= PAGE_SIZE);
        count += pieces[i].sectors;
    }
    if (count > device->sectors || sector > device->sectors - count)
        return -EIO;
    return device->transfer(device, sector, pieces, n, write);
}

int block_flush(struct block_device *device) {
    return device->flush ? device->flush(device) : 0;
}
