// Block devices: the IDE disks and the RAM disk, behind one structure.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR_SIZE 512u

// A piece of memory to read sectors into, or to write them from; within one page of the direct map.
struct block_piece {
    void *data;
    size_t sectors;
};
enum { BLOCK_PIECES = 96 }; // at most, in one request

struct block_device {
    const char *name; // "hda", "hdb", …, "ram"
    uint64_t sectors; // capacity, in sectors of 512 bytes
    // Moves the sectors from this one on, from or to `n` pieces of memory. 0, or -EIO: some may
    // have been moved. May sleep.
    int (*transfer)(struct block_device *device, uint64_t sector, const struct block_piece *pieces,
                    size_t n, bool write);
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
int block_transfer(struct block_device *device, uint64_t sector, const struct block_piece *pieces,
                   size_t n, bool write);

// Makes all writes so far durable. 0 or -EIO. May sleep.
int block_flush(struct block_device *device);
