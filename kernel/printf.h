// Formatted printing to the kernel's console (serial port and VGA screen) and into strings.
#pragma once
#include <stdarg.h>
#include <stddef.h>

// Conversions: %d %i %u %x %c %s %p %%, with flags 0 and -, a width (also *), a precision for %s,
// and l, ll, z. Never sleeps; may be called from interrupts.
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

void kvprintf(const char *format, va_list args);

// Like the ISO C functions: always NUL-terminated when size > 0, returns the length that was
// wanted.
int ksnprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int kvsnprintf(char *to, size_t size, const char *format, va_list args);

// One character to the console's screens; a newline also returns the carriage. Never sleeps.
void console_putc(char c);
