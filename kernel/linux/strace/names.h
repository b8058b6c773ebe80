// Names for the numbers in system calls, as the C headers have them.
#pragma once
#include <stdint.h>

// The name of an error or signal; NULL: it has none.
const char *errno_name(int error);
const char *signal_name(int number);

// The names of single bits or of numbers. A list ends with a NULL name.
struct value_name {
    uint64_t value;
    const char *name;
};
extern const struct value_name open_flags[], map_flags[], protections[], at_flags[], access_flags[],
    wait_flags[], clone_flags[], clocks[], fcntl_commands[], ioctl_requests[], whences[];
