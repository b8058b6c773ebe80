// IDE requests. A channel is a set of ports, an interrupt line and up to two drives, and does one
// request at a time. A request is a command with a sector number and a count written into the
// drive's registers. With a bus master (the PCI chipset's DMA engine) the drive then interrupts
// once, when all data is in memory; without one (PIO), once for each sector, which the processor
// moves itself, word by word.
//
// (ATA/ATAPI-6, T13/1410D; Intel 82371AB "PIIX4", 2.7; "Programming Interface for Bus Master IDE
// Controller", 1994.)
#include "kernel/dev/ide_request.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/layout.h"
#include "kernel/lib/errno.h"
#include "kernel/lock.h"
#include "kernel/printf.h"

// Each command has two forms: with 28-bit and with 48-bit sector numbers.
struct command {
    const char *name;
    uint8_t lba28, lba48;
};
static const struct command READ_PIO = {"read", 0x20, 0x24}, WRITE_PIO = {"write", 0x30, 0x34};
static const struct command READ_DMA = {"read", 0xc8, 0x25}, WRITE_DMA = {"write", 0xca, 0x35};
static const struct command FLUSH = {"flush", 0xe7, 0xea};

#define LBA28_SECTORS (1ul << 28)
#define DMA_LIMIT (1ul << 32) // the bus master knows 32-bit addresses

// Time limits. Emptying its cache may take a drive the longest (ATA/ATAPI-6, 6.1: 30 s).
#define REQUEST_LIMIT (10 * NS_PER_SECOND)
#define FLUSH_LIMIT (30 * NS_PER_SECOND)

void ide_read_words(const struct channel *channel, void *to, size_t words) {
    uint16_t port = channel->base + ATA_DATA;
    asm volatile("rep insw" : "+D"(to), "+c"(words) : "d"(port) : "memory");
}

static void write_words(const struct channel *channel, const void *from, size_t words) {
    uint16_t port = channel->base + ATA_DATA;
    asm volatile("rep outsw" : "+S"(from), "+c"(words) : "d"(port) : "memory");
}

// Says what went wrong, once a second: on a full host disk all writes fail. Leaves the channel
// ready for the next request.
static int request_failed(const struct drive *drive, const struct command *command, uint64_t sector,
                          const char *why) {
    static uint64_t quiet_until, unsaid;
    struct channel *channel = drive->channel;
    if (timer_now() < quiet_until) {
        unsaid++;
    } else {
        if (unsaid > 0)
            kprintf("ide: %lu more requests failed\n", unsaid);
        kprintf("ide: %s: %s of sector %lu failed: %s (status %02x, error %02x)\n", drive->name,
                command->name, sector, why, inb(channel->control), inb(channel->base + ATA_ERROR));
        unsaid = 0;
        quiet_until = timer_now() + NS_PER_SECOND;
    }
    channel_reset(channel);
    return -EIO;
}

// Gives the drive a command, after which the channel waits for `wait`. 0 or -EIO.
static int request_issue(const struct drive *drive, const struct command *command, uint64_t sector,
                         size_t count, enum channel_wait wait) {
    struct channel *channel = drive->channel;
    uint16_t base = channel->base;
    bool extended = sector + count > LBA28_SECTORS;

    outb(base + ATA_DEVICE, drive->select);
    channel_settle(channel);
    if (!channel_poll(channel, STATUS_BUSY | STATUS_DATA_REQUEST, 0))
        return request_failed(drive, command, sector, "not ready");
    if (extended) {
        outb(base + ATA_COUNT, count >> 8);
        outb(base + ATA_LBA_LOW, sector >> 24);
        outb(base + ATA_LBA_MIDDLE, sector >> 32);
        outb(base + ATA_LBA_HIGH, sector >> 40);
    }
    outb(base + ATA_COUNT, count);
    outb(base + ATA_LBA_LOW, sector);
    outb(base + ATA_LBA_MIDDLE, sector >> 8);
    outb(base + ATA_LBA_HIGH, sector >> 16);
    outb(base + ATA_DEVICE, drive->select | (extended ? 0 : sector >> 24));
    channel->wait = wait;
    channel->master_status = 0;
    outb(base + ATA_COMMAND, extended ? command->lba48 : command->lba28);
    channel_settle(channel);
    return 0;
}

// Waits for the drive's answer and judges it. 0 or -EIO. May sleep.
static int request_finish(const struct drive *drive, const struct command *command, uint64_t sector,
                          uint64_t limit) {
    struct channel *channel = drive->channel;
    if (!channel_wait(channel, limit))
        return request_failed(drive, command, sector, "no answer");
    if (channel->status & STATUS_ERROR)
        return request_failed(drive, command, sector, "drive error");
    if (channel->status & STATUS_FAULT)
        return request_failed(drive, command, sector, "drive fault");
    if (channel->master_status & MASTER_ERROR)
        return request_failed(drive, command, sector, "DMA error");
    return 0;
}

static int transfer_dma(const struct drive *drive, uint64_t sector, void *data, size_t count,
                        bool write) {
    struct channel *channel = drive->channel;
    const struct command *command = write ? &WRITE_DMA : &READ_DMA;
    uint8_t direction = write ? 0 : MASTER_TO_MEMORY;

    channel->region.address = virt_to_phys(data);
    channel->region.bytes = count * SECTOR_SIZE;
    channel->region.flags = REGION_LAST;
    outl(channel->master + MASTER_TABLE, kernel_translate((uint64_t)&channel->region));
    outb(channel->master + MASTER_COMMAND, direction);
    outb(channel->master + MASTER_STATUS, MASTER_INTERRUPT | MASTER_ERROR);

    int error = request_issue(drive, command, sector, count, WAIT_DMA);
    if (error < 0)
        return error;
    outb(channel->master + MASTER_COMMAND, direction | MASTER_START);
    return request_finish(drive, command, sector, REQUEST_LIMIT);
}

// The drive interrupts when it has a sector ready.
static int read_pio(const struct drive *drive, uint64_t sector, char *data, size_t count) {
    struct channel *channel = drive->channel;
    int error = request_issue(drive, &READ_PIO, sector, count, WAIT_PIO);
    for (; error == 0 && count > 0; count--, sector++, data += SECTOR_SIZE) {
        error = request_finish(drive, &READ_PIO, sector, REQUEST_LIMIT);
        if (error < 0)
            return error;
        if (!(channel->status & STATUS_DATA_REQUEST))
            return request_failed(drive, &READ_PIO, sector, "no data");
        if (count > 1)
            channel->wait = WAIT_PIO; // for the next sector, which begins when this one is taken
        ide_read_words(channel, data, SECTOR_SIZE / 2);
        channel_settle(channel);
    }
    return error;
}

// The drive interrupts when it has taken a sector in; the first it asks for without.
static int write_pio(const struct drive *drive, uint64_t sector, const char *data, size_t count) {
    struct channel *channel = drive->channel;
    int error = request_issue(drive, &WRITE_PIO, sector, count, IDLE);
    for (; error == 0 && count > 0; count--, sector++, data += SECTOR_SIZE) {
        if (!channel_poll(channel, STATUS_BUSY | STATUS_DATA_REQUEST, STATUS_DATA_REQUEST))
            return request_failed(drive, &WRITE_PIO, sector, "data not wanted");
        channel->wait = WAIT_PIO;
        write_words(channel, data, SECTOR_SIZE / 2);
        channel_settle(channel);
        error = request_finish(drive, &WRITE_PIO, sector, REQUEST_LIMIT);
    }
    return error;
}

int ide_transfer(struct block_device *device, uint64_t sector, void *data, size_t count,
                 bool write) {
    struct drive *drive = device->driver;
    bool dma = drive->dma && virt_to_phys(data) + count * SECTOR_SIZE <= DMA_LIMIT;
    int error;
    lock_acquire(&drive->channel->lock);
    if (dma)
        error = transfer_dma(drive, sector, data, count, write);
    else if (write)
        error = write_pio(drive, sector, data, count);
    else
        error = read_pio(drive, sector, data, count);
    lock_release(&drive->channel->lock);
    return error;
}

int ide_flush(struct block_device *device) {
    struct drive *drive = device->driver;
    lock_acquire(&drive->channel->lock);
    int error = request_issue(drive, &FLUSH, 0, 0, WAIT_PIO);
    if (error == 0)
        error = request_finish(drive, &FLUSH, 0, FLUSH_LIMIT);
    lock_release(&drive->channel->lock);
    return error;
}
