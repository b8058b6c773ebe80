// Traps other than system calls: the 32 exceptions and the 16 interrupt lines of the PIC. What a
// user program does wrong is the personality's business (kernel/personality.h); what the kernel
// does wrong is a panic.
#include "kernel/trap.h"
#include "kernel/cpu.h"
#include "kernel/dev/pic.h"
#include "kernel/layout.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "mm/fault.h"
#include "mm/kstack.h"
#include "proc/cpu_time.h"
#include "proc/sched.h"

enum { VECTORS = 48, STUB_SIZE = 16, IRQS = 16 };
enum vector {
    VECTOR_NMI = 2,
    VECTOR_BREAKPOINT = 3,
    VECTOR_OVERFLOW = 4,
    VECTOR_DOUBLE_FAULT = 8,
    VECTOR_PROTECTION = 13,
    VECTOR_PAGE_FAULT = 14,
    VECTOR_MACHINE_CHECK = 18,
};

// The exceptions (Intel SDM vol. 3, table 6-1).
static const char *const exceptions[32] = {
    [0] = "divide error",
    [1] = "debug exception",
    [2] = "non-maskable interrupt",
    [3] = "breakpoint",
    [4] = "overflow",
    [5] = "bound range exceeded",
    [6] = "invalid opcode",
    [7] = "no FPU",
    [8] = "double fault",
    [10] = "invalid TSS",
    [11] = "segment not present",
    [12] = "stack fault: not a canonical address",
    [13] = "general protection",
    [14] = "page fault",
    [16] = "floating-point error",
    [17] = "alignment check",
    [18] = "machine check",
    [19] = "SIMD floating-point error",
    [20] = "virtualization exception",
    [21] = "control protection",
};

struct gate { // Intel SDM vol. 3, figure 6-8
    uint16_t offset_low, selector;
    uint8_t ist, attributes;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};

enum { GATE_INTERRUPT = 0x8e, GATE_USER = 0x60 }; // present, ring 0; callable from ring 3

extern const char trap_stubs[]; // trap_entry.asm
static struct gate idt[VECTORS];
static void (*irq_handlers[IRQS])(struct trap_frame *frame);

// What may happen while the kernel stack itself is bad has a stack of its own (an IST number).
static const uint8_t stacks[VECTORS] = {
    [VECTOR_NMI] = IST_NMI,
    [VECTOR_DOUBLE_FAULT] = IST_DOUBLE_FAULT,
    [VECTOR_MACHINE_CHECK] = IST_MACHINE_CHECK,
};

void trap_init(void) {
    for (unsigned vector = 0; vector < VECTORS; vector++) {
        uint64_t stub = (uint64_t)trap_stubs + vector * STUB_SIZE;
        bool callable = vector == VECTOR_BREAKPOINT || vector == VECTOR_OVERFLOW;
        idt[vector] = (struct gate){
            .offset_low = stub,
            .selector = KERNEL_CS,
            .ist = stacks[vector],
            .attributes = GATE_INTERRUPT | (callable ? GATE_USER : 0),
            .offset_middle = stub >> 16,
            .offset_high = stub >> 32,
        };
    }
    struct __attribute__((packed)) {
        uint16_t limit;
        uint64_t base;
    } pointer = {sizeof idt - 1, (uint64_t)idt};
    asm volatile("lidt %0" : : "m"(pointer));
}

bool trap_from_user(const struct trap_frame *frame) {
    return frame->cs == USER_CS;
}

void irq_install(unsigned irq, void (*handler)(struct trap_frame *frame)) {
    assert(irq < IRQS && !irq_handlers[irq]);
    irq_handlers[irq] = handler;
    pic_unmask(irq);
}

static void interrupt(struct trap_frame *frame) {
    unsigned irq = frame->vector - PIC_VECTOR;
    pic_acknowledge(irq);
    if (irq_handlers[irq])
        irq_handlers[irq](frame);
}

static void exception(struct trap_frame *frame) {
    uint64_t address = read_cr2(); // now: other processes fault while this one sleeps
    // Some versions of QEMU report the access to an address that is not canonical as a page fault,
    // a processor as a protection fault (SDM vol. 1, 3.3.7.1). Programs can see which it was.
    if (frame->vector == VECTOR_PAGE_FAULT && !is_canonical(address)) {
        frame->vector = VECTOR_PROTECTION;
        frame->error = 0;
    }
    if (frame->vector == VECTOR_PAGE_FAULT) {
        struct fault_refusal refusal;
        if (page_fault(frame, address, &refusal) < 0)
            personality_page_refused(address, &refusal);
        return;
    }
    const char *name = exceptions[frame->vector];
    if (trap_from_user(frame) && personality_exception(frame, name))
        return;
    if (frame->vector == VECTOR_DOUBLE_FAULT && kstack_is_guard(address))
        panic_at(frame, "kernel stack overflow at %016lx", address);
    else
        panic_at(frame, "%s in the kernel", name ? name : "reserved exception");
}

// From trap_entry.asm.
void trap_dispatch(struct trap_frame *frame) {
    if (trap_from_user(frame))
        time_enter_kernel();
    if (frame->vector < PIC_VECTOR)
        exception(frame);
    else
        interrupt(frame);
    if (trap_from_user(frame)) {
        process_leave_kernel();
        time_leave_kernel();
    }
}
