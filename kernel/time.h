// Times as programs give them.
#pragma once
#include <stdint.h>

// A struct timespec of the current process in ns, cut so that it can be added to timer_now(). 0,
// -EFAULT, or -EINVAL: it is no time. May sleep.
int time_from_user(uint64_t from, uint64_t *ns);
