// IDE requests. A channel is a set of ports, an interrupt line and up to two drives, and does one
// request at a time. A request is a command with a sector number and a count written into the
// drive's registers. The bus master (the PCI chipset's DMA engine) moves the data, and the drive
// interrupts once, when all of it is in memory or on the disk. The interrupt notes the drive's
// status and wakes the process that waits. While no process can sleep yet (at boot), and wherever
// an interrupt may have been lost, the same question is asked without one.
//
//     process:  lock channel -> issue command -> sleep ....................... -> unlock -> result
//     interrupt:                                  drive done: note status, wake
//
// (ATA/ATAPI-6, T13/1410D; Intel 82371AB "PIIX4", 2.7; "Programming Interface for Bus Master IDE
// Controller", 1994.)
#include "kernel/dev/ide_request.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/trap.h"

// All with 48-bit sector numbers.
struct command {
    const char *name;
    uint8_t code;
};
static const struct command READ = {"read", 0x25}, WRITE = {"write", 0x35}, FLUSH = {"flush", 0xea};

#define DMA_LIMIT (1ul << 32) // the bus master knows 32-bit addresses

// Time limits. A drive may have to start its motor first, or to empty its cache, which can take it
// 30 s (ATA/ATAPI-6, 6.1). The disk of a virtual machine waits for all that its host does.
#define READY_LIMIT NS_PER_SECOND
#define ANSWER_LIMIT (30 * NS_PER_SECOND)

struct channel channels[2] = {{.base = 0x1f0, .control = 0x3f6}, {.base = 0x170, .control = 0x376}};

// Reading a port of the old bus takes at least 100 ns.
void channel_settle(const struct channel *channel) {
    for (int i = 0; i < 4; i++)
        inb(channel->control);
}

bool channel_poll(const struct channel *channel, uint8_t bits) {
    uint64_t deadline = timer_now() + READY_LIMIT;
    bool late;
    do {
        late = timer_now() >= deadline; // asked first: the host may let a second pass at any point
        if (!(inb(channel->control) & bits))
            return true;
    } while (!late);
    return false;
}

// ---- Waiting

// If the drive has finished what the channel waits for, notes its answer. Interrupts can come late
// (from a request that was polled), from the other channel or without a cause, so the hardware is
// always asked.
static void channel_check(struct channel *channel) {
    if (channel->wait == WAIT_DMA) {
        uint8_t status = inb(channel->master + MASTER_STATUS);
        if (!(status & MASTER_INTERRUPT))
            return;
        outb(channel->master + MASTER_COMMAND, 0);
        outb(channel->master + MASTER_STATUS, status);
        channel->master_status = status;
    } else if (inb(channel->control) & STATUS_BUSY) {
        return;
    }
    channel->status = inb(channel->base + ATA_STATUS);
    channel->wait = IDLE;
    wake_up(channel);
}

static void interrupt(struct trap_frame *frame) {
    (void)frame;
    channel_check(&channels[0]);
    channel_check(&channels[1]);
}

void channels_listen(void) {
    irq_install(IRQ_IDE_PRIMARY, interrupt);
    irq_install(IRQ_IDE_SECONDARY, interrupt);
}

// Waits until the drive has given the answer that channel->wait names; false when it has not. May
// sleep. No signal ends it: the frame being filled must be finished whatever becomes of the
// process.
static bool channel_wait(struct channel *channel) {
    uint64_t deadline = timer_now() + ANSWER_LIMIT;
    while (channel->wait != IDLE && timer_now() < deadline) {
        if (running_pid() != 0)
            sleep_until(channel, false, deadline);
        else
            channel_check(channel); // the idle process cannot sleep
    }
    if (channel->wait != IDLE) {
        channel_check(channel); // only the interrupt may be lost
        if (channel->wait == IDLE)
            kprintf("ide: port %x: an interrupt was lost\n", channel->base);
    }
    return channel->wait == IDLE;
}

static void busy_wait(uint64_t ns) {
    for (uint64_t end = timer_now() + ns; timer_now() < end;)
        ;
}

// Stops whatever the channel is doing, after it did not answer.
static void channel_reset(struct channel *channel) {
    outb(channel->master + MASTER_COMMAND, 0);
    channel->wait = IDLE;
    outb(channel->control, CONTROL_RESET);
    busy_wait(5000); // at least 5 us (ATA/ATAPI-6, 9.2)
    outb(channel->control, 0);
    busy_wait(2000000); // 2 ms until the status is valid
    channel_poll(channel, STATUS_BUSY);
}

// ---- Requests

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

// Gives the drive a command; then the channel waits for the answer. The registers for sector and
// count hold two bytes each, and the high one is written first.
static void issue(struct channel *channel, const struct command *command, uint64_t sector,
                  size_t count) {
    uint16_t base = channel->base;
    outb(base + ATA_COUNT, count >> 8);
    outb(base + ATA_LBA_LOW, sector >> 24);
    outb(base + ATA_LBA_MIDDLE, sector >> 32);
    outb(base + ATA_LBA_HIGH, sector >> 40);
    outb(base + ATA_COUNT, count);
    outb(base + ATA_LBA_LOW, sector);
    outb(base + ATA_LBA_MIDDLE, sector >> 8);
    outb(base + ATA_LBA_HIGH, sector >> 16);
    channel->wait = command == &FLUSH ? WAIT_DRIVE : WAIT_DMA;
    channel->master_status = 0;
    outb(base + ATA_COMMAND, command->code);
    channel_settle(channel);
}

// One request. The bus master moves the sectors that its table describes; a flush moves none. 0 or
// -EIO. May sleep.
static int request(const struct drive *drive, const struct command *command, uint64_t sector,
                   size_t count) {
    struct channel *channel = drive->channel;
    uint8_t direction = command == &READ ? MASTER_TO_MEMORY : 0;
    outb(channel->base + ATA_DEVICE, drive->select);
    channel_settle(channel);
    if (!channel_poll(channel, STATUS_BUSY | STATUS_DATA_REQUEST))
        return request_failed(drive, command, sector, "not ready");
    outl(channel->master + MASTER_TABLE, kernel_translate((uint64_t)channel->regions));
    outb(channel->master + MASTER_COMMAND, direction);
    outb(channel->master + MASTER_STATUS, MASTER_INTERRUPT | MASTER_ERROR);
    issue(channel, command, sector, count);
    if (command != &FLUSH)
        outb(channel->master + MASTER_COMMAND, direction | MASTER_START);
    if (!channel_wait(channel))
        return request_failed(drive, command, sector, "no answer");
    if (channel->status & STATUS_ERROR)
        return request_failed(drive, command, sector, "drive error");
    if (channel->status & STATUS_FAULT)
        return request_failed(drive, command, sector, "drive fault");
    if (channel->master_status & MASTER_ERROR)
        return request_failed(drive, command, sector, "DMA error");
    return 0;
}

// ---- Transfers

static bool is_reachable(const struct block_piece *piece) {
    return virt_to_phys(piece->data) + PAGE_SIZE <= DMA_LIMIT;
}

// Describes the next pieces to the bus master, as many as one request can move: their number, and
// of how many sectors. One that it can't reach is alone in a request, and the bounce buffer takes
// its place.
static size_t describe(struct channel *channel, const struct block_piece *pieces, size_t n,
                       size_t *sectors) {
    bool bounces = !is_reachable(pieces);
    size_t count = 0;
    *sectors = 0;
    do {
        const struct block_piece *piece = &pieces[count];
        channel->regions[count++] = (struct physical_region){
            .address =
                bounces ? kernel_translate((uint64_t)channel->bounce) : virt_to_phys(piece->data),
            .bytes = piece->sectors * SECTOR_SIZE,
        };
        *sectors += piece->sectors;
    } while (!bounces && count < n && is_reachable(&pieces[count]));
    channel->regions[count - 1].flags = REGION_LAST;
    return count;
}

int ide_transfer(struct block_device *device, uint64_t sector, const struct block_piece *pieces,
                 size_t n, bool write) {
    const struct drive *drive = device->driver;
    struct channel *channel = drive->channel;
    int error = 0;
    lock_acquire(&channel->lock);
    for (size_t sectors; n > 0 && error == 0; sector += sectors) {
        size_t count = describe(channel, pieces, n, &sectors);
        bool bounces = !is_reachable(pieces);
        if (bounces && write)
            memcpy(channel->bounce, pieces->data, sectors * SECTOR_SIZE);
        error = request(drive, write ? &WRITE : &READ, sector, sectors);
        if (bounces && !write && error == 0)
            memcpy(pieces->data, channel->bounce, sectors * SECTOR_SIZE);
        pieces += count;
        n -= count;
    }
    lock_release(&channel->lock);
    return error;
}

int ide_flush(struct block_device *device) {
    const struct drive *drive = device->driver;
    lock_acquire(&drive->channel->lock);
    int error = request(drive, &FLUSH, 0, 0);
    lock_release(&drive->channel->lock);
    return error;
}
