// What happened in a page fault, in sentences. The page of `make trace` says the same
// (tools/trace/sentences.js).
#pragma once
#include <stdbool.h>

// The facts of a fault as a line of /proc/faults has them, "fault KEY=VALUE ...". Numbers are
// decimal, or hexadecimal with 0x; in names "\040" stands for a space; the action is the last one.
unsigned long fact(const char *line, const char *key);

// Prints the fault's paragraph.
void explain(const char *line);
