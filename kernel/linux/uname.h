// The names of the system.
#pragma once
#include "kernel/linux/abi.h"

// What uname and /proc/version say: C libraries want to see a release of Linux that is not too old.
#define KERNEL_RELEASE "6.1.0-pagoda"

extern struct utsname host;
