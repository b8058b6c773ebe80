// What other calls share with mmap.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// As if the current process had touched each page of a range, to write if it may. False: one could
// not be had, and those behind it were left alone. May sleep.
bool mmap_populate(uint64_t start, uint64_t end);
