// A sleeping lock: for what must stay as it is while its holder waits for a disk. (Kernel code is
// not preempted, so whatever changes without a sleep needs none.)
#pragma once
#include <stdbool.h>

// All zero: free. Processes get it in order of arrival. Otherwise one that takes the lock again and
// again would hold it whenever the processes that it woke run.
struct lock {
    unsigned tickets, serving; // given out; whose turn it is: sleep on `serving`
};

// May sleep, also when a signal waits. The holder must not acquire it again.
void lock_acquire(struct lock *lock);

// By whoever holds it. Never sleeps.
void lock_release(struct lock *lock);

bool lock_held(const struct lock *lock);
