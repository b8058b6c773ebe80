// Waiting for IDE drives. The drive interrupts when it has something to say; the interrupt notes
// its status and wakes the process that waits. While no process can sleep yet (at boot), and
// wherever an interrupt may have been lost, the same question is asked without one.
//
//     process:  lock channel -> issue command -> sleep ....................... -> unlock -> result
//     interrupt:                                  drive done: note status, wake
#include "kernel/dev/ide_channel.h"
#include "kernel/dev/timer.h"
#include "kernel/io.h"
#include "kernel/printf.h"
#include "kernel/running.h"
#include "kernel/sleep.h"
#include "kernel/trap.h"

// A drive may have to start its motor first.
#define READY_LIMIT NS_PER_SECOND

struct channel channels[2] = {{.base = 0x1f0, .control = 0x3f6}, {.base = 0x170, .control = 0x376}};

// Reading a port of the old bus takes at least 100 ns.
void channel_settle(const struct channel *channel) {
    for (int i = 0; i < 4; i++)
        inb(channel->control);
}

bool channel_poll(const struct channel *channel, uint8_t mask, uint8_t wanted) {
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

void channels_listen(void) {
    irq_install(IRQ_IDE_PRIMARY, primary_interrupt);
    irq_install(IRQ_IDE_SECONDARY, secondary_interrupt);
}

void channel_reset(struct channel *channel) {
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
    channel_poll(channel, STATUS_BUSY, 0);
}

static bool can_sleep(void) {
    return running_pid() != 0;
}

// No signal ends it: the frame being filled must be finished whatever becomes of the process.
bool channel_wait(struct channel *channel, uint64_t limit) {
    uint64_t deadline = timer_now() + limit;
    while (channel->wait != IDLE && timer_now() < deadline) {
        if (can_sleep())
            sleep_through(channel, deadline);
        else
            channel_check(channel);
    }
    if (channel->wait != IDLE) {
        channel_check(channel); // only the interrupt may be lost
        if (channel->wait == IDLE)
            kprintf("ide: port %x: an interrupt was lost\n", channel->base);
    }
    return channel->wait == IDLE;
}
