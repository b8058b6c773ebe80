// The two cascaded 8259A interrupt controllers: IRQ 0-15 become vectors 32-47.
#pragma once
#include <stdbool.h>

#define PIC_VECTOR 32

void pic_init(void);
void pic_unmask(unsigned irq);

// Acknowledges `irq`. False when it was spurious (IRQ 7 or 15 not in service) and must be ignored.
bool pic_acknowledge(unsigned irq);
