// The vDSO: a shared library that the kernel maps into each program, and that reads the clocks
// without a system call (vdso(7)).
#pragma once
#include <stdint.h>

struct object;

// What the library reads: a page before it that only the kernel writes. A reader begins anew if the
// sequence is odd, or another one afterwards.
struct clock_page {
    uint32_t sequence;    // odd while the kernel changes the page
    uint64_t start, last; // values of the TSC: at time 0, and one that it has already had
    uint64_t ns_per_tick; // with 32 bits behind the point
    uint64_t realtime;    // nanoseconds since 1970 at time 0
};

// Makes the two pages, once memory and the clocks work.
void vdso_init(void);

// Writes to the clock page what the clocks say now: after the time of day was set, and at each
// tick.
void vdso_update(void);

// "[vvar]" or "[vdso]", as Linux calls the pages; NULL: the object is neither.
const char *vdso_name(const struct object *object);
