// The first serial port (16550 UART), 115200 baud, 8N1.
#pragma once
#include <stdbool.h>

// Sets the port up, polled; usable from the first instruction of C. A machine without the port is
// fine.
void serial_init(void);
void serial_putc(char c);

// Turns on receive interrupts; each byte goes to personality_console_input(). Needs the interrupt
// controller.
void serial_start_input(void);
