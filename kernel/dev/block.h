// Block devices: the IDE disks and the RAM disk, behind one structure.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR_SIZE 512u

struct block_device {
    const char *name; // "hda", "hdb", …, "ram"
    uint64_t sectors; // capacity, in sectors of 512 bytes
    // Moves `count` sectors (1-8) from or to `data`, which lies within one page of the direct map.
    // 0 or -EIO. May sleep.
    int (*transfer)(struct block_device *device, uint64_t sector, void *data, size_t count,
                    bool write);
    // Returns when everything written is safe from a power cut. 0 or -EIO. May sleep. NULL when
    // there is nothing to do.
    int (*flush)(struct block_device *device);
    void *driver; // the driver's own
};

// Adds a device; it must live for ever.
void block_register(struct block_device *device);

// The device called `name`, or NULL.
struct block_device *block_find(const char *name);

// transfer() after checking the range: -EIO beyond the device's end.
int block_read(struct block_device *device, uint64_t sector, void *data, size_t count);
int block_write(struct block_device *device, uint64_t sector, const void *data, size_t count);

// Makes all writes so far durable. 0 or -EIO. May sleep.
int block_flush(struct block_device *device);
