// Promised memory: what programs may write to without asking again. Each page of it needs a frame
// or a swap slot once it is touched, and there may be fewer of both than were promised (overcommit,
// as on Linux: proc(5), /proc/sys/vm/overcommit_memory).
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { PROMISE_POSSIBLE, PROMISE_ANYTHING, PROMISE_KEPT, PROMISE_MODES };
extern uint64_t promise_mode; // refuse what can never be there; nothing; what is over promise_limit
extern uint64_t promise_ratio; // KEPT: percent of memory that is promised, beside all swap

// At most so many bytes are promised (promised_total in mm/spt.h) under PROMISE_KEPT.
uint64_t promise_limit(void);

// Whether `bytes` more may be promised; `unreserved`: the mapping asks for no
// promise (MAP_NORESERVE).
bool promise_allows(uint64_t bytes, bool unreserved);
