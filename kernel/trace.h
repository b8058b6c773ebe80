// The trace port: with the parameter `trace`, one line of JSON for each event in memory.
#pragma once
#include <stdbool.h>

extern bool tracing; // the parameter is given, and trace_init was called

// Reports an event: a word, then words "key=value"; a value may contain spaces. A macro, so that
// without the parameter not even the arguments are computed. Never sleeps.
#define trace(...) (tracing ? trace_event(__VA_ARGS__) : (void)0)
void trace_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Once the time is known.
void trace_init(void);

// Text as it is, with the parameter or without. It may end within a line, to be continued; any
// other line ends that with "...", as trace_break does.
void trace_text(const char *text);
void trace_break(void);
bool trace_is_open(void);
