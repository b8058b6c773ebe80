// The interrupt controllers. A PC has two 8259A chips of eight lines each; the second one hangs on
// line 2 of the first. At power-on their interrupts share vectors 8-15 with the processor's
// exceptions, so the first thing to do is to move them away. All lines start masked; a driver's
// irq_install() unmasks its own. (Intel 8259A data sheet: ICW1-ICW4, OCW1, OCW2.)
#include "kernel/dev/pic.h"
#include "kernel/io.h"

enum { MASTER_COMMAND = 0x20, MASTER_DATA = 0x21, SLAVE_COMMAND = 0xa0, SLAVE_DATA = 0xa1 };

enum {
    ICW1_INITIALISE = 0x11, // three more words follow, the last being ICW4
    ICW4_8086 = 0x01,
    OCW2_END_OF_INTERRUPT = 0x20,
};

enum { CASCADE_LINE = 2 };

static void initialise(uint16_t command, uint16_t data, uint8_t vector, uint8_t cascade) {
    outb(command, ICW1_INITIALISE);
    outb(data, vector);
    outb(data, cascade);
    outb(data, ICW4_8086);
    outb(data, 0xff);
}

void pic_init(void) {
    // The master takes the cascade as a bit mask, the slave as a number.
    initialise(MASTER_COMMAND, MASTER_DATA, PIC_VECTOR, 1 << CASCADE_LINE);
    initialise(SLAVE_COMMAND, SLAVE_DATA, PIC_VECTOR + 8, CASCADE_LINE);
}

void pic_unmask(unsigned irq) {
    if (irq >= 8) {
        outb(SLAVE_DATA, inb(SLAVE_DATA) & ~(1 << (irq - 8)));
        irq = CASCADE_LINE;
    }
    outb(MASTER_DATA, inb(MASTER_DATA) & ~(1 << irq));
}

// The chip forgets the interrupt that it delivered last. When a line drops before the processor
// asks for the vector, the chip delivers its line 7 although it has nothing to report. Then it has
// nothing to forget, either; and a handler asks its device what has happened.
void pic_acknowledge(unsigned irq) {
    if (irq >= 8)
        outb(SLAVE_COMMAND, OCW2_END_OF_INTERRUPT);
    outb(MASTER_COMMAND, OCW2_END_OF_INTERRUPT);
}
