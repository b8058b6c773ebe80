// The trace port: with the parameter `trace`, one line of JSON for each event in memory.
#pragma once
#include <stdbool.h>
#include <stdint.h>

extern bool tracing; // the parameter is given, and trace_init was called

// Reports an event: a word, then words "key=value"; a value may contain spaces. A macro, so that
// without the parameter not even the arguments are computed. Never sleeps.
#define trace(...) (tracing ? trace_event(__VA_ARGS__) : (void)0)
void trace_event(const char *format, ...) __attribute__((cold, format(printf, 1, 2)));

// An entry of a page table has changed. (A function of its own, because this happens so often that
// even the arguments of trace would cost.)
void trace_entry(const uint64_t *entry) __attribute__((cold));

// Which pages are touched (proc/references.c); only where there is a trace. A page fault begins:
// returns whether there was no reason for it but references=exact; then there is none any more.
struct spt;
struct trap_frame;
bool references_open(const struct trap_frame *frame, uint64_t address);
// A PTE's accessed bit is about to be lost.
void references_see(const struct spt *spt, uint64_t *pte, uint64_t address);
// Takes a sample if it is time for one. Returns when the next one is due, in timer_now().
uint64_t references_sample(void);
void references_init(void);

// Once the time is known.
void trace_init(void);

// Text as it is, with the parameter or without. It may end within a line, to be continued; any
// other line ends that with "...", as trace_break does.
void trace_text(const char *text);
void trace_break(void);
bool trace_is_open(void);
