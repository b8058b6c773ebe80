// The state of memory, for the trace (kernel/trace.h).
#pragma once

// Reports the use of each frame, all pages of all address spaces, and the counters. The trace
// begins with it, so that each later state can be computed from the events; it ends with it, so
// that the result can be compared. Nothing without the parameter `trace`. Never sleeps.
void memory_snapshot(void);
