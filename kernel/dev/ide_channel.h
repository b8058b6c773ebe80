// One IDE channel: its ports, its interrupt line, and waiting for a drive on it. What the IDE
// driver's parts share; the rest of the kernel sees block devices.
#pragma once
#include "kernel/lock.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A channel's registers, from its base port on; those marked * are written twice for LBA48, the
// high byte first.
enum {
    ATA_DATA = 0, // 16 bits wide
    ATA_ERROR = 1,
    ATA_FEATURES = 1,   // when written
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

// One piece of memory for the bus master. It must not cross a 64 KiB boundary; a page does not.
struct physical_region {
    uint32_t address;
    uint16_t bytes;
    uint16_t flags;
};
enum { REGION_LAST = 0x8000 };

// For which kind of answer of the drive a request waits.
enum channel_wait { IDLE, WAIT_PIO, WAIT_DMA };

struct channel {
    uint16_t base, control, master; // ports; no bus master: 0
    struct lock lock;               // one request at a time
    enum channel_wait wait;         // sleep on the channel
    uint8_t status, master_status;  // the answer
    // The bus master's table of one entry; volatile, since the compiler cannot see who reads it.
    volatile struct physical_region region __attribute__((aligned(8)));
};

extern struct channel channels[2];

// A drive's status is valid 400 ns after it was selected or given a command: waits so long.
void channel_settle(const struct channel *channel);

// Polls until `mask` of the status is `wanted`; false when that takes longer than a second.
bool channel_poll(const struct channel *channel, uint8_t mask, uint8_t wanted);

// Waits until the drive has given the answer that channel->wait names, at most `limit` nanoseconds;
// false when it has not. May sleep.
bool channel_wait(struct channel *channel, uint64_t limit);

// Stops whatever the channel is doing, after it did not answer.
void channel_reset(struct channel *channel);

// Begins to listen to both channels' interrupts.
void channels_listen(void);
