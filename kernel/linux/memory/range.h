// A range of pages, for calls that act on whatever records it is made of.
#pragma once
#include "mm/spt.h"

// What to do with a record's part of the range. 0 or a negative errno. May sleep, and may cut this
// part out of the record.
typedef int range_act(struct spt *spt, const struct spt_record *record, uint64_t start,
                      uint64_t end, int argument);

// Does it to each part, one after the other, until one fails or the process is killed. What no
// record has is -ENOMEM: at once, or (`skips_gaps`) after all else was done.
int range_for_each(struct spt *spt, uint64_t start, uint64_t end, bool skips_gaps, range_act *act,
                   int argument);
