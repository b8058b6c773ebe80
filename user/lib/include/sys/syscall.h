// The numbers of the system calls (Linux x86-64).
#pragma once

// A raw system call: its result, or -1 with errno set. Integer arguments narrower than long may
// reach the kernel with anything in their upper halves, as in any C call.
long syscall(long number, ...);

enum {
#define CALL(number, name, ...) SYS_##name = number,
#define AS CALL
#define NONE(number, name) SYS_##name = number,
#include "../../../../kernel/calls.h"
};
