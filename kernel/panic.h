// What to do when the kernel itself is wrong.
#pragma once

enum { EXIT_PORT = 0xf4 }; // QEMU's isa-debug-exit, with the parameter `test`

struct trap_frame;

// Prints the reason, registers and a backtrace with function names, then stops the machine
// (with the `test` parameter: leaves QEMU with its own status).
void panic(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void panic_at(const struct trap_frame *frame, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

// States what the code relies on. Bad input from users, disks or files never reaches one.
#define assert(condition)                                                                          \
    ((condition)                                                                                   \
         ? (void)0                                                                                 \
         : panic("%s:%d: %s: assertion failed: %s", __FILE__, __LINE__, __func__, #condition))
