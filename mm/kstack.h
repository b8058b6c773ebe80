// Kernel stacks: one a process, each above an unmapped guard, so that an overflow faults instead of
// corrupting a neighbour.
#pragma once
#include "kernel/layout.h"
#include <stdbool.h>
#include <stdint.h>

#define KSTACK_SIZE (4 * PAGE_SIZE)
#define KSTACK_SLOT (2 * KSTACK_SIZE) // the guard is the lower half
#define KSTACK_MAX 512ul              // and so at most this many processes
#define KSTACK_END (KSTACK_BASE + KSTACK_MAX * KSTACK_SLOT)

// A new stack's top (16-byte aligned), or 0 when memory or slots are out. Never sleeps.
uint64_t kstack_alloc(void);

// Frees the stack with this top; it must not be the running one.
void kstack_free(uint64_t top);

// Whether `address` is in some stack's guard.
bool kstack_is_guard(uint64_t address);
