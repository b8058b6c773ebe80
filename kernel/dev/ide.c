// Finding the IDE disks: each of the four possible drives is asked what it is, by polling, because
// no process can sleep yet.
#include "kernel/dev/ide.h"
#include "kernel/dev/ide_request.h"
#include "kernel/dev/pci.h"
#include "kernel/io.h"
#include "kernel/lib/format.h"
#include "kernel/printf.h"

enum { COMMAND_IDENTIFY = 0xec, COMMAND_SET_FEATURES = 0xef, FEATURE_CACHE_OFF = 0x82 };

enum { CLASS_STORAGE = 1, SUBCLASS_IDE = 1, SUBCLASS_SATA = 6 };

static struct drive drives[4];

// Asks the drive what it is, polling. False: there is none, or it is not a disk (a CD drive refuses
// the command).
static bool drive_identify(const struct drive *drive, uint16_t id[256]) {
    const struct channel *channel = drive->channel;
    outb(channel->base + ATA_DEVICE, drive->select);
    channel_settle(channel);
    uint8_t status = inb(channel->control);
    if (status == 0 || status == STATUS_ABSENT || !channel_poll(channel, STATUS_BUSY, 0))
        return false;
    outb(channel->base + ATA_COMMAND, COMMAND_IDENTIFY);
    channel_settle(channel);
    if (!channel_poll(channel, STATUS_BUSY, 0))
        return false;
    status = inb(channel->base + ATA_STATUS);
    if (status & STATUS_ERROR || !(status & STATUS_DATA_REQUEST))
        return false;
    for (int i = 0; i < 256; i++)
        id[i] = inw(channel->base + ATA_DATA);
    return true;
}

// For a drive that can't flush its cache: then what it has taken is on the disk.
static void cache_off(const struct drive *drive) {
    const struct channel *channel = drive->channel;
    outb(channel->base + ATA_FEATURES, FEATURE_CACHE_OFF);
    outb(channel->base + ATA_COMMAND, COMMAND_SET_FEATURES);
    channel_settle(channel);
    if (!channel_poll(channel, STATUS_BUSY, 0) || inb(channel->base + ATA_STATUS) & STATUS_ERROR)
        kprintf("ide: %s: its write cache stays on: a power cut may lose what was synced\n",
                drive->name);
}

// Sets up drive `number` (0-3), if it is there. Word numbers: ATA/ATAPI-6, 8.15.
static bool drive_init(unsigned number) {
    enum { CAPABILITIES = 49, SECTORS_28 = 60, CACHE = 82, FEATURES = 83 };
    enum { SECTORS_48 = 100, CAN_DMA = 1 << 8, CAN_LBA = 1 << 9 };
    enum { HAS_CACHE = 1 << 5, HAS_LBA48 = 1 << 10, HAS_FLUSH = 1 << 12 };
    struct drive *drive = &drives[number];
    uint16_t id[256];
    drive->channel = &channels[number / 2];
    drive->select = DEVICE_LBA | (number % 2 ? DEVICE_SLAVE : 0);
    if (!drive_identify(drive, id) || !(id[CAPABILITIES] & CAN_LBA))
        return false;

    uint64_t sectors = id[SECTORS_28] | (uint64_t)id[SECTORS_28 + 1] << 16;
    drive->has_lba48 = id[FEATURES] & HAS_LBA48;
    if (drive->has_lba48)
        sectors = id[SECTORS_48] | (uint64_t)id[SECTORS_48 + 1] << 16 |
                  (uint64_t)id[SECTORS_48 + 2] << 32 | (uint64_t)id[SECTORS_48 + 3] << 48;
    ksnprintf(drive->name, sizeof drive->name, "hd%c", 'a' + number);
    if (!drive->channel->master || !(id[CAPABILITIES] & CAN_DMA)) {
        kprintf("ide: %s: not used: it needs DMA, and a PCI bus master\n", drive->name);
        return false;
    }
    drive->block = (struct block_device){.name = drive->name,
                                         .sectors = sectors,
                                         .transfer = ide_transfer,
                                         .flush = id[FEATURES] & HAS_FLUSH ? ide_flush : NULL,
                                         .driver = drive};
    if (!drive->block.flush && id[CACHE] & HAS_CACHE)
        cache_off(drive);
    block_register(&drive->block);
    kprintf("ide: %s %lu MiB\n", drive->name, sectors >> 11);
    return true;
}

// Looks for the bus master; its ports are in BAR 4.
static void bus_master_init(void) {
    enum { BAR_IO = 1 };
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
    channels_listen();
    if (found == 0) // the commonest reason is a machine (QEMU's q35) whose disks are not IDE
        kprintf("ide: no disk%s\n", pci_find(CLASS_STORAGE, SUBCLASS_SATA)
                                        ? "; those on the SATA (AHCI) controller cannot be used"
                                        : "");
}
