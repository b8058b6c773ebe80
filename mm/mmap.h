// Mapping memory into an address space (mmap(2)). The caller holds spt->edit.
#pragma once
#include "mm/spt.h"

// Where a mapping of `size` bytes (whole pages) may go that asks for `address`, with mmap's flags:
// an address or a negative errno. Never sleeps.
int64_t mmap_place(const struct spt *spt, uint64_t address, uint64_t size, uint64_t flags);

// Maps what the record says, in the place of whatever was in its range. If it is shared and has no
// object, it gets one, of zeroes. Also after an error, record->object, unless NULL, is a reference
// of the caller's. 0 or a negative errno. May sleep.
int mmap_map(struct spt *spt, struct spt_record *record);

// Brings in each page of a range, as if the program had touched it, to write if it may. False: one
// was refused, and those behind it were not tried. spt->edit need not be held. May sleep.
bool mmap_populate(struct spt *spt, uint64_t start, uint64_t end);
