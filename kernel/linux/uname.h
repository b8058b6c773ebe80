// The names of the system.
#pragma once

// What uname and /proc/version say: C libraries want to see a release of Linux that is not too old.
#define KERNEL_RELEASE "6.1.0-pagoda"

struct utsname;
const struct utsname *host_names(void);
