// The two cascaded 8259A interrupt controllers: IRQ 0-15 become vectors 32-47.
#pragma once
#define PIC_VECTOR 32

void pic_init(void);
void pic_unmask(unsigned irq);

// Takes note of the interrupt, before anything else may interrupt.
void pic_acknowledge(unsigned irq);
