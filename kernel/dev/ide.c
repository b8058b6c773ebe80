// The IDE disk driver. A channel is a set of ports, an interrupt line and up to two drives, and
// does one request at a time. A request is a command with a sector number and a count written into
// the drive's registers; the drive interrupts when it has something to say. With a bus master (the
// PCI chipset's DMA engine) that is once, when all data is in memory; without one (PIO), once for
// each sector, which the processor then moves itself, word by word.
//
//     process:  lock channel -> issue command -> sleep ....................... -> unlock -> result
//     interrupt:                                  drive done: note status, wake
//
// While no process can sleep yet (at boot), the same waiting loop asks the drive itself.
//
// (ATA/ATAPI-6, T13/1410D; Intel 82371AB "PIIX4", 2.7; "Programming Interface for Bus Master IDE
// Controller", 1994.)
#include "kernel/dev/ide.h"
#include "kernel/dev/block.h"
#include "kernel/dev/pci.h"
#include "kernel/dev/timer.h"
#include "kernel/errno.h"
#include "kernel/io.h"
#include "kernel/printf.h"
#include "kernel/trap.h"
#include "mm/layout.h"
#include "mm/pagetable.h"
#include "proc/process.h"
#include "proc/sched.h"

// A channel's registers, from its base port on; those marked * are written twice for LBA48, the
// high byte first.
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

// Each command has two forms: with 28-bit and with 48-bit sector numbers.
struct command {
    const char *name;
    uint8_t lba28, lba48;
};
static const struct command READ_PIO = {"read", 0x20, 0x24}, WRITE_PIO = {"write", 0x30, 0x34};
static const struct command READ_DMA = {"read", 0xc8, 0x25}, WRITE_DMA = {"write", 0xca, 0x35};
static const struct command FLUSH = {"flush", 0xe7, 0xea};
enum { COMMAND_IDENTIFY = 0xec };

#define LBA28_SECTORS (1ul << 28)
#define DMA_LIMIT (1ul << 32) // the bus master knows 32-bit addresses

// Time limits, in nanoseconds. A drive may have to start its motor first; emptying its cache may
// take the longest (ATA/ATAPI-6, 6.1: 30 s).
#define READY_LIMIT 1000000000ul
#define REQUEST_LIMIT 10000000000ul
#define FLUSH_LIMIT 30000000000ul

// One piece of memory for the bus master. It must not cross a 64 KiB boundary; a page does not.
struct physical_region {
    uint32_t address;
    uint16_t bytes;
    uint16_t flags;
};
enum { REGION_LAST = 0x8000 };

struct channel {
    uint16_t base, control, master; // ports; no bus master: 0
    bool locked;                    // somebody's request is under way; sleep on `locked`
    enum {
        IDLE,
        WAIT_PIO,
        WAIT_DMA
    } wait;                        // for which kind of answer the request waits; sleep on
                                   // the channel
    uint8_t status, master_status; // the answer
    // The bus master's table of one entry; volatile, since the compiler cannot see who reads it.
    volatile struct physical_region region __attribute__((aligned(8)));
};

struct drive {
    struct block_device block;
    struct channel *channel;
    uint8_t select; // the device register's bits that choose this drive
    bool dma;
    char name[4];
    char model[41];
};

static struct channel channels[2] = {{.base = 0x1f0, .control = 0x3f6},
                                     {.base = 0x170, .control = 0x376}};
static struct drive drives[4];

static void read_words(uint16_t port, void *to, size_t words) {
    asm volatile("rep insw" : "+D"(to), "+c"(words) : "d"(port) : "memory");
}

static void write_words(uint16_t port, const void *from, size_t words) {
    asm volatile("rep outsw" : "+S"(from), "+c"(words) : "d"(port) : "memory");
}

// A drive's status is valid 400 ns after it was selected or given a command; reading a port of the
// old bus takes at least 100.
static void settle(const struct channel *channel) {
    for (int i = 0; i < 4; i++)
        inb(channel->control);
}

// Polls until `mask` of the status is `wanted`; false when that takes too long.
static bool wait_status(const struct channel *channel, uint8_t mask, uint8_t wanted) {
    uint64_t deadline = timer_now() + READY_LIMIT;
    do {
        if ((inb(channel->control) & mask) == wanted)
            return true;
    } while (timer_now() < deadline);
    return false;
}

// If the drive has finished what the channel waits for, notes its answer. Interrupts can come late
// (from a request that was polled) or from nobody, so the hardware is always asked.
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

static void primary_interrupt(struct trap_frame *frame) {
    (void)frame;
    channel_check(&channels[0]);
}

static void secondary_interrupt(struct trap_frame *frame) {
    (void)frame;
    channel_check(&channels[1]);
}

// Stops whatever the channel is doing, after it did not answer.
static void channel_reset(struct channel *channel) {
    if (channel->master)
        outb(channel->master + MASTER_COMMAND, 0);
    channel->wait = IDLE;
    outb(channel->control, CONTROL_RESET);
    uint64_t end = timer_now() + 5000; // at least 5 us (ATA/ATAPI-6, 9.2)
    while (timer_now() < end)
        ;
    outb(channel->control, 0);
    end = timer_now() + 2000000; // 2 ms until the status is valid
    while (timer_now() < end)
        ;
    wait_status(channel, STATUS_BUSY, 0);
}

static bool can_sleep(void) {
    return current != NULL && current->pid != 0;
}

// Waits until the drive has answered, at most `limit` nanoseconds. A process with a signal waiting
// cannot sleep with a time limit; it asks the drive, for the frame being filled must be finished
// whatever becomes of the process. May sleep.
static bool channel_wait(struct channel *channel, uint64_t limit) {
    uint64_t deadline = timer_now() + limit;
    while (channel->wait != IDLE && timer_now() < deadline) {
        if (!can_sleep() || sleep_until(channel, deadline) == -EINTR)
            channel_check(channel);
    }
    if (channel->wait != IDLE) {
        channel_check(channel); // only the interrupt may be lost
        if (channel->wait == IDLE)
            kprintf("ide: port %x: an interrupt was lost\n", channel->base);
    }
    return channel->wait == IDLE;
}

// Says what went wrong, and leaves the channel ready for the next request.
static int request_failed(const struct drive *drive, const struct command *command, uint64_t sector,
                          const char *why) {
    struct channel *channel = drive->channel;
    kprintf("ide: %s: %s of sector %lu failed: %s (status %02x, error %02x)\n", drive->name,
            command->name, sector, why, inb(channel->control), inb(channel->base + ATA_ERROR));
    channel_reset(channel);
    return -EIO;
}

// Gives the drive a command, after which the channel waits for `wait`. 0 or -EIO.
static int request_issue(const struct drive *drive, const struct command *command, uint64_t sector,
                         size_t count, int wait) {
    struct channel *channel = drive->channel;
    uint16_t base = channel->base;
    bool extended = sector + count > LBA28_SECTORS;

    outb(base + ATA_DEVICE, drive->select);
    settle(channel);
    if (!wait_status(channel, STATUS_BUSY | STATUS_DATA_REQUEST, 0))
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
    settle(channel);
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
        read_words(channel->base + ATA_DATA, data, SECTOR_SIZE / 2);
        settle(channel);
    }
    return error;
}

// The drive interrupts when it has taken a sector in; the first it asks for without.
static int write_pio(const struct drive *drive, uint64_t sector, const char *data, size_t count) {
    struct channel *channel = drive->channel;
    int error = request_issue(drive, &WRITE_PIO, sector, count, IDLE);
    for (; error == 0 && count > 0; count--, sector++, data += SECTOR_SIZE) {
        if (!wait_status(channel, STATUS_BUSY | STATUS_DATA_REQUEST, STATUS_DATA_REQUEST))
            return request_failed(drive, &WRITE_PIO, sector, "data not wanted");
        channel->wait = WAIT_PIO;
        write_words(channel->base + ATA_DATA, data, SECTOR_SIZE / 2);
        settle(channel);
        error = request_finish(drive, &WRITE_PIO, sector, REQUEST_LIMIT);
    }
    return error;
}

static void channel_lock(struct channel *channel) {
    while (channel->locked)
        sleep_on(&channel->locked, false);
    channel->locked = true;
}

static void channel_unlock(struct channel *channel) {
    channel->locked = false;
    wake_up(&channel->locked);
}

static int ide_transfer(struct block_device *device, uint64_t sector, void *data, size_t count,
                        bool write) {
    struct drive *drive = device->driver;
    bool dma = drive->dma && virt_to_phys(data) + count * SECTOR_SIZE <= DMA_LIMIT;
    int error;
    channel_lock(drive->channel);
    if (dma)
        error = transfer_dma(drive, sector, data, count, write);
    else if (write)
        error = write_pio(drive, sector, data, count);
    else
        error = read_pio(drive, sector, data, count);
    channel_unlock(drive->channel);
    return error;
}

static int ide_flush(struct block_device *device) {
    struct drive *drive = device->driver;
    channel_lock(drive->channel);
    int error = request_issue(drive, &FLUSH, 0, 0, WAIT_PIO);
    if (error == 0)
        error = request_finish(drive, &FLUSH, 0, FLUSH_LIMIT);
    channel_unlock(drive->channel);
    return error;
}

// Asks the drive what it is, polling. False: there is none, or it is not a disk (a CD drive refuses
// the command).
static bool drive_identify(const struct drive *drive, uint16_t id[256]) {
    const struct channel *channel = drive->channel;
    outb(channel->base + ATA_DEVICE, drive->select);
    settle(channel);
    uint8_t status = inb(channel->control);
    if (status == 0 || status == STATUS_ABSENT || !wait_status(channel, STATUS_BUSY, 0))
        return false;
    outb(channel->base + ATA_COMMAND, COMMAND_IDENTIFY);
    settle(channel);
    if (!wait_status(channel, STATUS_BUSY, 0))
        return false;
    status = inb(channel->base + ATA_STATUS);
    if (status & STATUS_ERROR || !(status & STATUS_DATA_REQUEST))
        return false;
    read_words(channel->base + ATA_DATA, id, 256);
    return true;
}

// The model's name is stored two characters a word, the first in the high byte, filled up with
// spaces.
static void copy_model(char *model, const uint16_t *words) {
    int length = 0;
    for (int i = 0; i < 40; i++) {
        model[i] = i % 2 ? words[i / 2] & 0xff : words[i / 2] >> 8;
        if (model[i] != ' ')
            length = i + 1;
    }
    model[length] = '\0';
}

// Sets up drive `number` (0-3), if it is there. Word numbers: ATA/ATAPI-6, 8.15.
static bool drive_init(unsigned number) {
    enum { CAPABILITIES = 49, SECTORS_28 = 60, FEATURES = 83, SECTORS_48 = 100, MODEL = 27 };
    enum { CAN_DMA = 1 << 8, CAN_LBA = 1 << 9, HAS_LBA48 = 1 << 10, HAS_FLUSH = 1 << 12 };
    struct drive *drive = &drives[number];
    uint16_t id[256];
    drive->channel = &channels[number / 2];
    drive->select = DEVICE_LBA | (number % 2 ? DEVICE_SLAVE : 0);
    if (!drive_identify(drive, id) || !(id[CAPABILITIES] & CAN_LBA))
        return false;

    uint64_t sectors = id[SECTORS_28] | (uint64_t)id[SECTORS_28 + 1] << 16;
    if (id[FEATURES] & HAS_LBA48)
        sectors = id[SECTORS_48] | (uint64_t)id[SECTORS_48 + 1] << 16 |
                  (uint64_t)id[SECTORS_48 + 2] << 32 | (uint64_t)id[SECTORS_48 + 3] << 48;
    drive->dma = drive->channel->master && id[CAPABILITIES] & CAN_DMA;
    copy_model(drive->model, &id[MODEL]);
    ksnprintf(drive->name, sizeof drive->name, "hd%c", 'a' + number);
    drive->block = (struct block_device){.name = drive->name,
                                         .sectors = sectors,
                                         .transfer = ide_transfer,
                                         .flush = id[FEATURES] & HAS_FLUSH ? ide_flush : NULL,
                                         .driver = drive};
    block_register(&drive->block);
    kprintf("ide: %s %lu MiB %s, %s\n", drive->name, sectors >> 11, drive->model,
            drive->dma ? "DMA" : "PIO");
    return true;
}

// The commonest reason is a machine (QEMU's q35) whose disks hang on the successor of IDE.
static void report_no_disk(void) {
    enum { CLASS_STORAGE = 1, SUBCLASS_SATA = 6 };
    kprintf("ide: no disk%s\n", pci_find(CLASS_STORAGE, SUBCLASS_SATA)
                                    ? "; those on the SATA (AHCI) controller cannot be used"
                                    : "");
}

// Looks for the bus master; its ports are in BAR 4.
static void bus_master_init(void) {
    enum { CLASS_STORAGE = 1, SUBCLASS_IDE = 1, BAR_IO = 1 };
    uint32_t function = pci_find(CLASS_STORAGE, SUBCLASS_IDE);
    if (function == 0)
        return;
    uint32_t bar = pci_read(function, PCI_BAR4);
    uint16_t ports = bar & BAR_IO ? bar & 0xfffc : 0;
    if (ports == 0)
        return;
    // The register's upper half is the status, where writing ones clears.
    uint32_t command = pci_read(function, PCI_COMMAND) & 0xffff;
    pci_write(function, PCI_COMMAND, command | PCI_COMMAND_IO | PCI_COMMAND_BUS_MASTER);
    for (int i = 0; i < 2; i++)
        channels[i].master = ports + i * MASTER_CHANNEL_SIZE;
}

void ide_init(void) {
    unsigned found = 0;
    bus_master_init();
    for (unsigned i = 0; i < 4; i++) {
        const struct channel *channel = &channels[i / 2];
        if (inb(channel->control) == STATUS_ABSENT)
            continue;
        outb(channel->control, 0); // the firmware may have left the interrupt off
        found += drive_init(i);
    }
    irq_install(IRQ_IDE_PRIMARY, primary_interrupt);
    irq_install(IRQ_IDE_SECONDARY, secondary_interrupt);
    if (found == 0)
        report_no_disk();
}
