// Device numbers: 12 bits of major and 20 of minor, in the order Linux stores them.
#pragma once
#include <sys/types.h>

static inline unsigned int major(dev_t device) {
    return (device >> 8 & 0xfff) | (device >> 32 & 0xfffff000);
}
static inline unsigned int minor(dev_t device) {
    return (device & 0xff) | (device >> 12 & 0xffffff00);
}
static inline dev_t makedev(unsigned int major, unsigned int minor) {
    return (major & 0xffful) << 8 | (major & 0xfffff000ul) << 32 | (minor & 0xfful) |
           (minor & 0xffffff00ul) << 12;
}
