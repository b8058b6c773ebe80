// A panic prints all it knows and trusts nothing: it uses no heap, no locks and no interrupts, and
// a panic inside the panic stops at once.
#include "kernel/panic.h"
#include "kernel/cpu.h"
#include "kernel/io.h"
#include "kernel/layout.h"
#include "kernel/params.h"
#include "kernel/printf.h"
#include "kernel/running.h"
#include "kernel/symbols.h"
#include "kernel/trap.h"

enum { PANIC_STATUS = 0x40 };

extern char text_begin[], rodata_begin[];

static void print_registers(const struct trap_frame *f) {
    kprintf("rip %016lx  rsp %016lx  rflags %08lx  cs %02lx  vector %lu  error %lx\n", f->rip,
            f->rsp, f->rflags, f->cs, f->vector, f->error);
    kprintf("rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n", f->rax, f->rbx, f->rcx, f->rdx);
    kprintf("rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx\n", f->rsi, f->rdi, f->rbp, f->r8);
    kprintf("r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx\n", f->r9, f->r10, f->r11, f->r12);
    kprintf("r13 %016lx  r14 %016lx  r15 %016lx\n", f->r13, f->r14, f->r15);
}

static void print_caller(uint64_t address) {
    uint64_t offset = 0;
    const char *name = symbol_name(address, &offset);
    kprintf("  %016lx  %s+0x%lx\n", address, name ? name : "?", offset);
}

// Follows the chain of frame pointers: [rbp] is the caller's rbp, [rbp + 8] the return address.
static void print_backtrace(uint64_t rbp) {
    for (int depth = 0; depth < 40; depth++) {
        if (rbp % 8 || rbp < DIRECT_MAP || !kernel_translate(rbp) || !kernel_translate(rbp + 8))
            return;
        const uint64_t *frame = (const uint64_t *)rbp;
        if (frame[1] < (uint64_t)text_begin || frame[1] >= (uint64_t)rodata_begin)
            return;
        print_caller(frame[1]);
        rbp = frame[0];
    }
}

__attribute__((noreturn)) static void die(const struct trap_frame *frame, const char *format,
                                          va_list args) {
    static bool panicking;
    asm volatile("cli");
    if (panicking)
        cpu_halt();
    panicking = true;

    kprintf("\nPANIC: ");
    kvprintf(format, args);
    kprintf("\npid %d (%s)  cr2 %016lx  cr3 %016lx\n", running_pid(), running_name(), read_cr2(),
            read_cr3());
    if (frame)
        print_registers(frame);
    kprintf("Backtrace:\n");
    if (frame)
        print_caller(frame->rip);
    print_backtrace(frame ? frame->rbp : (uint64_t)__builtin_frame_address(0));
    if (params_has("test"))
        outb(EXIT_PORT, PANIC_STATUS);
    kprintf("The machine has stopped. In QEMU: Ctrl-A, then X leaves.\n");
    cpu_halt();
}

void panic(const char *format, ...) {
    va_list args;
    va_start(args, format);
    die(NULL, format, args);
}

void panic_at(const struct trap_frame *frame, const char *format, ...) {
    va_list args;
    va_start(args, format);
    die(frame, format, args);
}
