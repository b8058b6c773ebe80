// Thrashing: the machine swaps and does nothing else.
#pragma once

// Takes part in each tick of the timer: kills the process that makes the machine thrash.
void thrash_tick(void);
