// The end of the whole system: all processes end, everything is given back, the machine stops.
#pragma once
#include <stdbool.h>

enum stop { STOP_POWER_OFF, STOP_RESTART, STOP_HALT };

// Whether the end has begun: no process can fork any more, and init can be killed.
extern bool system_stopping;

// Kills all other processes, waits for their end, and stops the machine. With the `test` parameter:
// leaves QEMU with `status` (0-63), or panics when something was not given back. May sleep.
void system_stop(enum stop how, int status) __attribute__((noreturn));

// Remembers what is in use before the first program runs; system_stop compares.
void system_remember_baseline(void);
