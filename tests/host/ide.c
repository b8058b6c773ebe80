// Shows that the IDE driver empties a disk's write cache when asked for, and that when this fails,
// it is an error. And that of many requests that fail at once, only a few are reported, with the
// number of the others. A disk without DMA or 48-bit sector numbers is reported and not used. A
// transfer of many pieces is as few requests as the bus master allows.
#include "kernel/dev/ide_request.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/lib/format.h"
#include "kernel/printf.h"

static uint8_t port_in(uint16_t port);
static uint16_t port_in_word(uint16_t port);
static void port_out(uint16_t port, uint8_t value);
static void port_out_long(uint16_t port, uint32_t value);
static uint64_t physical_of(const void *address);
#define inb port_in
#define inw port_in_word
#define outb port_out
#define outl port_out_long
#define virt_to_phys physical_of
#include "kernel/dev/ide.c"
#include "kernel/dev/ide_request.c"
#include "tests/host/host.h"
#include <string.h>

// ---- A disk, the first on the first channel; nothing else is there

enum { BASE = 0x1f0, CONTROL = 0x3f6, READY = 0x40, WORDS = 256 };
enum { WORD_CAN = 49, WORD_FEATURES = 83, DMA = 1 << 8, LBA48 = 1 << 10 };
enum { PCI_FUNCTION = 0x8000, MASTER = 0xc000, MASTER_BAR = MASTER | 1 };

static uint16_t identity[WORDS];
static uint8_t selected, status = READY;
static bool refuses;     // any command but IDENTIFY
static unsigned flushes; // commands that it was given

// The requests that it was given.
static struct {
    uint32_t sector;
    unsigned sectors, pieces;
} requests[100];
static unsigned count;
static uint16_t registers[8]; // what was written to them, and before that

static void port_out_long(uint16_t port, uint32_t value) {
    (void)port, (void)value;
}

static void take_request(void) {
    const volatile struct physical_region *region = channels[0].regions;
    requests[count].sector = registers[ATA_LBA_LOW] % 256 | registers[ATA_LBA_MIDDLE] % 256 << 8;
    requests[count].sectors = registers[ATA_COUNT];
    do
        requests[count].pieces++;
    while (!(region++->flags & REGION_LAST));
    count++;
}

static uint8_t port_in(uint16_t port) {
    if (port == MASTER + MASTER_STATUS)
        return MASTER_INTERRUPT;
    if (port != CONTROL && (port < BASE || port > BASE + ATA_COMMAND))
        return STATUS_ABSENT;
    if (selected & DEVICE_SLAVE)
        return 0;
    return port == CONTROL || port == BASE + ATA_STATUS ? status : 0;
}

static void port_out(uint16_t port, uint8_t value) {
    if (port >= BASE && port <= BASE + ATA_COMMAND)
        registers[port - BASE] = registers[port - BASE] << 8 | value;
    if (port == BASE + ATA_COMMAND && value == READ.code)
        take_request();
    if (port == BASE + ATA_DEVICE)
        selected = value;
    if (port != BASE + ATA_COMMAND || selected & DEVICE_SLAVE)
        return;
    flushes += value == FLUSH.code;
    bool identify = value == COMMAND_IDENTIFY;
    status = READY | (identify ? STATUS_DATA_REQUEST : refuses ? STATUS_ERROR : 0);
}

static uint16_t port_in_word(uint16_t port) {
    static unsigned next;
    expect(port == BASE && status & STATUS_DATA_REQUEST, "a word from port %x", port);
    uint16_t word = identity[next++ % WORDS];
    if (next % WORDS == 0)
        status = READY;
    return word;
}

// ---- What the driver calls

static uint64_t now;
static unsigned lines;
static char last_line[200], before_it[200];

int running_pid(void) {
    return 0; // the idle process, which cannot sleep
}
uint64_t timer_now(void) {
    return now += 1000;
}
void kprintf(const char *format, ...) {
    va_list args;
    va_start(args, format);
    strcpy(before_it, last_line);
    vsnprintf(last_line, sizeof last_line, format, args);
    va_end(args);
    lines++;
}
int ksnprintf(char *buffer, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length = vsnprintf(buffer, size, format, args);
    va_end(args);
    return length;
}
void block_register(struct block_device *device) {
    (void)device;
}
void lock_acquire(struct lock *lock) {
    (void)lock;
}
void lock_release(struct lock *lock) {
    (void)lock;
}
void irq_install(unsigned irq, void (*handler)(struct trap_frame *frame)) {
    (void)irq, (void)handler;
}
uint32_t pci_find(uint8_t class, uint8_t subclass) {
    return class == 1 && subclass == 1 ? PCI_FUNCTION : 0;
}
uint32_t pci_read(uint32_t function, uint8_t offset) {
    return function == PCI_FUNCTION && offset == PCI_BAR4 ? MASTER_BAR : 0;
}
void pci_write(uint32_t function, uint8_t offset, uint32_t value) {
    (void)function, (void)offset, (void)value;
}
void wake_up(const void *channel) {
    (void)channel;
}
int sleep_until(const void *channel, bool interruptible, uint64_t deadline) {
    panic("sleep_until(%p, %d, %lu)", channel, interruptible, deadline);
}
uint64_t kernel_translate(uint64_t address) {
    return address;
}

// Memory, of which the bus master can't reach the last page.
static uint8_t memory[BLOCK_PIECES][PAGE_SIZE];

static uint64_t physical_of(const void *address) {
    size_t at = (const uint8_t *)address - memory[0];
    return at < sizeof memory - PAGE_SIZE ? at : DMA_LIMIT;
}

// ---- The tests

static struct block_device *const disk = &drives[0].block;

static void find(uint16_t can, uint16_t features) {
    identity[WORD_CAN] = can;
    identity[WORD_FEATURES] = features;
    lines = 0;
    ide_init();
}

static void finds(void) {
    find(DMA, LBA48);
    expect(disk->transfer && lines == 1, "%s", last_line);
}

static void needs(uint16_t can, uint16_t features) {
    find(can, features);
    expect(lines == 2 && strstr(before_it, "hda: not used: it needs DMA"), "%s", before_it);
    expect(!strcmp(last_line, "ide: no disk\n"), "%s", last_line);
}

static void flush(void) {
    int result = disk->flush(disk);
    expect(result == 0 && flushes == 1 && lines == 1, "flush: %d", result);
    refuses = true;
    result = disk->flush(disk);
    expect(result == -EIO && flushes == 2 && lines == 2, "flush that fails: %d", result);
    expect(strstr(last_line, "flush of sector 0 failed: drive error"), "%s", last_line);
}

static void many_failures(void) {
    unsigned count = 0, reported = 0, more;
    now += NS_PER_SECOND;
    lines = 0;
    for (uint64_t end = now + 10 * NS_PER_SECOND; now < end; count++) {
        unsigned before = lines;
        disk->flush(disk);
        if (lines > before && sscanf(before_it, "ide: %u more requests failed", &more) == 1)
            reported += more;
        reported += lines > before;
    }
    expect(count > 1000 && lines >= 10 && lines <= 22, "%u lines of %u failures", lines, count);
    expect(reported <= count && reported > count * 8 / 10, "%u of %u reported", reported, count);
}

// Reads so many pages, from the last ones of the memory on; compares the requests' lengths.
static void transfer(size_t n, unsigned expected, const unsigned *sectors) {
    struct block_piece pieces[BLOCK_PIECES];
    memset(requests, 0, sizeof requests);
    count = 0;
    for (size_t i = 0; i < n; i++)
        pieces[i] = (struct block_piece){memory[BLOCK_PIECES - n + i], 8};
    expect(disk->transfer(disk, 16, pieces, n, false) == 0 && count == expected,
           "%u requests of %lu pages", count, n);
    for (unsigned i = 0, sector = 16; i < count; sector += sectors[i++])
        expect(requests[i].sector == sector && requests[i].sectors == sectors[i] &&
                   requests[i].pieces == sectors[i] / 8,
               "request %u: %u sectors from %u, %u pieces", i, requests[i].sectors,
               requests[i].sector, requests[i].pieces);
}

static void many_pieces(void) {
    refuses = false;
    transfer(3, 2, (unsigned[]){16, 8});
    transfer(BLOCK_PIECES, 2, (unsigned[]){760, 8});
}

int main(void) {
    finds();
    flush();
    many_failures();
    many_pieces();
    needs(0, LBA48);
    needs(DMA, 0);
    return finish();
}
