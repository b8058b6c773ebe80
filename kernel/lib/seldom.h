// For a part of a function that seldom runs: it becomes a function of its own, so that the usual
// way saves no registers for it.
#pragma once
#define SELDOM __attribute__((noinline))
