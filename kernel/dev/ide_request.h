// Requests to IDE drives: what each takes to carry out, by DMA or by the processor.
#pragma once
#include "kernel/dev/block.h"
#include "kernel/dev/ide_channel.h"

struct drive {
    struct block_device block;
    struct channel *channel;
    uint8_t select; // the device register's bits that choose this drive
    bool dma;
    char name[4];
    char model[41];
};

// A block device's operations; device->driver is the drive.
int ide_transfer(struct block_device *device, uint64_t sector, void *data, size_t count,
                 bool write);
int ide_flush(struct block_device *device);

// `words` of 16 bits from the drive's data port.
void ide_read_words(const struct channel *channel, void *to, size_t words);
