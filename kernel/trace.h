// The trace port: with the `trace` parameter, one line an event on port 0xE9 (QEMU's debugcon).
#pragma once
#include <stdbool.h>

extern bool tracing; // with the parameter. (What happens often asks before it calls trace.)

// Like kprintf, to the trace port; nothing without the parameter. Never sleeps.
void trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
void trace_init(void);

// As it is, with the parameter or without. It may leave a line open, to be gone on with; any other
// line breaks that off with "...", as trace_break does.
void trace_text(const char *text);
void trace_break(void);
bool trace_is_open(void);
