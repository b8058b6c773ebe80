// Writing back every few seconds.
#pragma once

// Starts the process that writes everything dirty to the disks every few seconds, so that a power
// cut costs no more than that. It ends when the system stops.
void flusher_start(void);
