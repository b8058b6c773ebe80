// Finding space in an address space.
#pragma once
#include "mm/spt.h"

// Whether the range is free, and does not reach into the guard gap below the stack.
bool gap_is_free(const struct spt *spt, uint64_t start, uint64_t size);

// The highest free range of so many bytes below `top`; 0 when there is none.
uint64_t gap_find_below(const struct spt *spt, uint64_t size, uint64_t top);
