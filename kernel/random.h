// Random bytes.
#pragma once
#include <stddef.h>

// Fills `to` from a generator seeded by RDRAND where the processor has it, else only by the
// time-stamp counter: good enough for stack protectors and hash seeds, not for keys on such a
// machine.
void random_bytes(void *to, size_t n);
