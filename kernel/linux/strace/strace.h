// The kernel parameter `strace`: every system call, with its arguments and its result, as a line on
// the trace port. `strace=NAME`: only those of programs of that name.
#pragma once
#include "kernel/trap.h"
#include <stdbool.h>

// Reads the parameter. Called once.
void strace_init(void);

// Whether there is anything to show.
extern bool strace_on;

// personality_call_begins shows a call, if it is traced; it may sleep, because it reads the
// arguments' strings. This function shows the result. A call that does not return (exit, …) has
// none.
void strace_end(uint64_t number, int64_t result);
