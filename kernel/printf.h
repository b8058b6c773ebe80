// Printing to the console and the log (kernel/dev/console.c). Never sleeps; may be called from
// interrupts. What the conversions are: kernel/lib/format.h. A longer text is cut off.
#pragma once
#include <stdarg.h>

enum { PRINTED_MAX = 511 }; // characters

void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void kvprintf(const char *format, va_list args);

// One character to the console alone; a newline also returns the carriage.
void console_putc(char c);
