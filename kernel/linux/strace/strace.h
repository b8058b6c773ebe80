// The kernel parameter `strace`: every system call, with its arguments and its result, as a line on
// the trace port. `strace=NAME`: only those of programs of that name.
#pragma once
#include "kernel/trap.h"
#include <stdbool.h>

// Reads the parameter. Called once.
void strace_init(void);

// Before the call: shows it, if that is wanted. May sleep (it reads the arguments' strings). After
// it: shows the result. A call that does not return (exit, …) has none.
void strace_begin(const struct trap_frame *frame);
void strace_end(uint64_t number, int64_t result);
