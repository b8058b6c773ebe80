// Finding the IDE disks: each of the four possible drives is asked what it is, by polling, because
// no process can sleep yet.
#include "kernel/dev/ide.h"
#include "kernel/dev/ide_request.h"
#include "kernel/dev/pci.h"
#include "kernel/io.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/printf.h"

enum { COMMAND_IDENTIFY = 0xec };
enum { CLASS_STORAGE = 1, SUBCLASS_IDE = 1, SUBCLASS_SATA = 6 };

static struct drive drives[4];

// Asks the drive what it is, polling. False: there is none, or it is not a disk (a CD drive refuses
// the command).
static bool drive_identify(const struct drive *drive, uint16_t id[256]) {
    const struct channel *channel = drive->channel;
    outb(channel->base + ATA_DEVICE, drive->select);
    channel_settle(channel);
    uint8_t status = inb(channel->control);
    if (status == 0 || status == STATUS_ABSENT || !channel_poll(channel, STATUS_BUSY))
        return false;
    outb(channel->base + ATA_COMMAND, COMMAND_IDENTIFY);
    channel_settle(channel);
    if (!channel_poll(channel, STATUS_BUSY))
        return false;
    status = inb(channel->base + ATA_STATUS);
    if (status & STATUS_ERROR || !(status & STATUS_DATA_REQUEST))
        return false;
    for (int i = 0; i < 256; i++)
        id[i] = inw(channel->base + ATA_DATA);
    return true;
}

// Sets up drive `number` (0-3), if it is there. Word numbers: ATA/ATAPI-6, 8.15. Those with 48-bit
// sector numbers can also flush their caches.
static bool drive_init(unsigned number) {
    enum { CAPABILITIES = 49, FEATURES = 83, SECTORS = 100 };
    enum { CAN_DMA = 1 << 8, HAS_LBA48 = 1 << 10 };
    struct drive *drive = &drives[number];
    uint16_t id[256];
    drive->channel = &channels[number / 2];
    drive->select = DEVICE_LBA | (number % 2 ? DEVICE_SLAVE : 0);
    if (!drive_identify(drive, id))
        return false;
    ksnprintf(drive->name, sizeof drive->name, "hd%c", 'a' + number);
    if (!drive->channel->master || !(id[CAPABILITIES] & CAN_DMA) || !(id[FEATURES] & HAS_LBA48)) {
        kprintf("ide: %s: not used: it needs DMA, a PCI bus master and 48-bit sector numbers\n",
                drive->name);
        return false;
    }
    drive->block = (struct block_device){
        .name = drive->name, .transfer = ide_transfer, .flush = ide_flush, .driver = drive};
    memcpy(&drive->block.sectors, &id[SECTORS], sizeof drive->block.sectors);
    block_register(&drive->block);
    kprintf("ide: %s %lu MiB\n", drive->name, drive->block.sectors >> 11);
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
