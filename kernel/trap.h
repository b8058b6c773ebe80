// Traps: exceptions, interrupts and system calls all arrive with one structure on the kernel stack.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// The registers at the time of the trap, in the order in which trap_entry.asm pushes them; the last
// five are pushed by the processor (Intel SDM vol. 3, 6.14.2).
struct trap_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss;
};

enum {
    IRQ_TIMER = 0,
    IRQ_KEYBOARD = 1,
    IRQ_SERIAL1 = 4,
    IRQ_IDE_PRIMARY = 14,
    IRQ_IDE_SECONDARY = 15
};

// Loads the IDT. Until then a fault resets the machine.
void trap_init(void);

// Whether the trap came from user mode.
bool trap_from_user(const struct trap_frame *frame);

// Calls `handler` at each interrupt on the PIC line `irq` (0-15) and unmasks the line. The handler
// runs with interrupts off on whatever kernel stack is current and must not sleep; the end of
// interrupt was already sent.
void irq_install(unsigned irq, void (*handler)(struct trap_frame *frame));
