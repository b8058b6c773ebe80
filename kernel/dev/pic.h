// The two cascaded 8259A interrupt controllers: IRQ 0-15 become vectors 32-47.
#pragma once
#define PIC_VECTOR 32

void pic_init(void);
void pic_unmask(unsigned irq);

// Acknowledges `irq`, so that the chip delivers other interrupts. The processor's are still off.
void pic_acknowledge(unsigned irq);
