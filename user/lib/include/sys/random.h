// Random bytes from the kernel (Linux).
#pragma once
#include <sys/types.h>

#define GRND_NONBLOCK 1
ssize_t getrandom(void *to, size_t n, unsigned flags);
