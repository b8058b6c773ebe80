// The three timers of a process (setitimer(2)).
#pragma once
#include <stdint.h>

enum itimer_kind { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF, ITIMERS };

// In ns of the kind's own clock: time since the boot, time in user mode, time in both modes.
struct itimer {
    uint64_t next;     // when it sends its signal; 0: it is not set
    uint64_t interval; // from one to the next; 0: once
};

// Sends the signals of the current process's timers that count the processor's time. Called at each
// tick while it runs.
void itimer_tick(void);
