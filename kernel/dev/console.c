// The console: the serial port, and what the personality adds to it (a screen).
#include "kernel/dev/serial.h"
#include "kernel/lib/format.h"
#include "kernel/personality.h"
#include "kernel/printf.h"

void console_putc(char c) {
    if (c == '\n')
        console_putc('\r');
    serial_putc(c);
    personality_console_output(c);
}

void kvprintf(const char *format, va_list args) {
    char text[PRINTED_MAX + 1];
    kvsnprintf(text, sizeof text, format, args);
    for (const char *c = text; *c; c++) {
        personality_logs(*c);
        console_putc(*c);
    }
}

void kprintf(const char *format, ...) {
    va_list args;
    va_start(args, format);
    kvprintf(format, args);
    va_end(args);
}
