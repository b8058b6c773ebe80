// The kernel's last messages, for dmesg (syslog(2)).
#pragma once

// Adds one character of what the kernel prints. Never sleeps; may be called from interrupts.
void log_putc(char c);
