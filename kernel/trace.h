// The trace port: with the `trace` parameter, one line an event on port 0xE9 (QEMU's debugcon).
#pragma once

// Like kprintf, to the trace port; nothing without the parameter. Never sleeps.
void trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
void trace_init(void);

// As it is, with the parameter or without.
void trace_text(const char *text);
