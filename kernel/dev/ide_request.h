// One IDE channel, and requests to the drives on it. What the IDE driver's two parts share; the
// rest of the kernel sees block devices.
#pragma once
#include "kernel/dev/block.h"
#include "kernel/layout.h"
#include "kernel/lock.h"

// A channel's registers, from its base port on; those marked * hold two bytes.
enum {
    ATA_DATA = 0, // 16 bits wide
    ATA_ERROR = 1,
    ATA_COUNT = 2,      // *
    ATA_LBA_LOW = 3,    // *
    ATA_LBA_MIDDLE = 4, // *
    ATA_LBA_HIGH = 5,   // *
    ATA_DEVICE = 6,
    ATA_STATUS = 7, // reading it also takes back the interrupt …
    ATA_COMMAND = 7,
};

// … and reading the alternate status, at the control port, does not.
enum { CONTROL_RESET = 0x04 };

enum {
    STATUS_ERROR = 0x01,
    STATUS_DATA_REQUEST = 0x08,
    STATUS_FAULT = 0x20,
    STATUS_BUSY = 0x80, // the other bits mean nothing now
    STATUS_ABSENT = 0xff,
};

enum { DEVICE_LBA = 0xe0, DEVICE_SLAVE = 0x10 };

// A channel's half of the bus master's registers.
enum { MASTER_COMMAND = 0, MASTER_STATUS = 2, MASTER_TABLE = 4, MASTER_CHANNEL_SIZE = 8 };
enum {
    MASTER_START = 0x01,
    MASTER_TO_MEMORY = 0x08,
    MASTER_ERROR = 0x02,     // write 1 to clear, as the next
    MASTER_INTERRUPT = 0x04, // the drive has interrupted, and the data is in memory
};

// One piece of memory for the bus master. It must not cross a 64 KiB boundary; a page does not, and
// the table of them must not, either.
struct physical_region {
    uint32_t address;
    uint16_t bytes;
    uint16_t flags;
};
enum { REGION_LAST = 0x8000 };

// For which answer a request waits: of the drive alone, or of the bus master, too.
enum channel_wait { IDLE, WAIT_DRIVE, WAIT_DMA };

struct channel {
    uint16_t base, control, master; // ports
    struct lock lock;               // one request at a time
    enum channel_wait wait;         // sleep on the channel
    uint8_t status, master_status;  // the answer
    // The bus master's table; volatile, since the compiler cannot see that a device reads it.
    volatile struct physical_region regions[BLOCK_PIECES] __attribute__((aligned(1024)));
    // Takes the place of memory that the bus master can't reach.
    uint8_t bounce[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
};

extern struct channel channels[2];

struct drive {
    struct block_device block;
    struct channel *channel;
    uint8_t select; // the device register's bits that choose this drive
    char name[4];
};

// A drive's status is valid 400 ns after it was selected or given a command: waits so long.
void channel_settle(const struct channel *channel);

// Polls until none of these bits of the status is set; false when that takes longer than a second.
bool channel_poll(const struct channel *channel, uint8_t bits);

// Begins to listen to both channels' interrupts.
void channels_listen(void);

// A block device's operations; device->driver is the drive.
int ide_transfer(struct block_device *device, uint64_t sector, const struct block_piece *pieces,
                 size_t n, bool write);
int ide_flush(struct block_device *device);
