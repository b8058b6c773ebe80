// Names for the numbers in system calls, as the C headers have them.
#pragma once
#include <stdint.h>

// The name of a value from 0 on, or of an error or signal number; NULL: it has none that we know.
const char *errno_name(int error);
const char *signal_name(int number);
const char *clock_name(int clock);
const char *fcntl_name(int command);
const char *ioctl_name(uint32_t request);
const char *whence_name(int whence);

// The names of single bits. A list ends with a NULL name.
struct flag_name {
    uint64_t bit;
    const char *name;
};
extern const struct flag_name open_flags[], map_flags[], prot_flags[], at_flags[], access_flags[],
    wait_flags[], clone_flags[];
