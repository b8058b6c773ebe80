// The serial port: the kernel's first voice and the test harness's ear. Output is polled, so that
// it works before interrupts do and inside a panic; input arrives by interrupt. A 16550 UART has
// eight registers; two of them change their meaning while the divisor latch bit is set.
// (National Semiconductor PC16550D data sheet.)
#include "kernel/dev/serial.h"
#include "kernel/io.h"
#include "kernel/personality.h"
#include "kernel/trap.h"

enum {
    COM1 = 0x3f8,
    DATA = COM1 + 0,             // and divisor, low byte
    INTERRUPT_ENABLE = COM1 + 1, // and divisor, high byte
    FIFO_CONTROL = COM1 + 2,
    LINE_CONTROL = COM1 + 3,
    MODEM_CONTROL = COM1 + 4,
    LINE_STATUS = COM1 + 5,
};

enum {
    LINE_8N1 = 0x03,
    LINE_DIVISOR_LATCH = 0x80,
    FIFO_ENABLE_AND_CLEAR = 0x07, // receive interrupt at one byte: people type slowly
    MODEM_DTR_RTS = 0x03,
    MODEM_OUT2 = 0x08, // on a PC, the gate between the chip and its interrupt line
    MODEM_LOOPBACK = 0x10,
    STATUS_RECEIVED = 0x01,
    STATUS_TRANSMITTER_FREE = 0x20,
    INTERRUPT_RECEIVED = 0x01,
};

enum { DIVISOR_115200 = 1 };

// How often to ask whether the transmitter is free: about a second (a port read takes a microsecond
// on real hardware). A byte takes 87 microseconds to send, but an emulator's reader may be slow.
enum { PATIENCE = 1000000 };

static bool present;
static bool stuck; // the last byte waited in vain: do not wait again before the port has recovered

static bool wait_for(uint8_t status, unsigned tries) {
    while (tries-- > 0)
        if (inb(LINE_STATUS) & status)
            return true;
    return false;
}

// With the output looped back to the input, a byte sent must come back; a missing port reads 0xff.
static bool loopback_works(void) {
    const uint8_t probe = 0xa5;
    outb(MODEM_CONTROL, MODEM_LOOPBACK | MODEM_DTR_RTS);
    outb(DATA, probe);
    return wait_for(STATUS_RECEIVED, 10000) && inb(DATA) == probe;
}

void serial_init(void) {
    outb(INTERRUPT_ENABLE, 0);
    outb(LINE_CONTROL, LINE_DIVISOR_LATCH);
    outb(DATA, DIVISOR_115200);
    outb(INTERRUPT_ENABLE, 0);
    outb(LINE_CONTROL, LINE_8N1);
    outb(FIFO_CONTROL, FIFO_ENABLE_AND_CLEAR);
    present = loopback_works();
    outb(MODEM_CONTROL, MODEM_DTR_RTS | MODEM_OUT2);
}

void serial_putc(char c) {
    if (!present)
        return;
    stuck = !wait_for(STATUS_TRANSMITTER_FREE, stuck ? 1 : PATIENCE);
    if (!stuck)
        outb(DATA, c);
}

// Empties the receive FIFO. The interrupt controller sees edges only: a byte left behind would keep
// the line high and no interrupt would ever come again.
static void receive(struct trap_frame *frame) {
    (void)frame;
    while (inb(LINE_STATUS) & STATUS_RECEIVED)
        personality_console_input(inb(DATA));
}

void serial_start_input(void) {
    if (!present)
        return;
    irq_install(IRQ_SERIAL1, receive);
    outb(INTERRUPT_ENABLE, INTERRUPT_RECEIVED);
}
