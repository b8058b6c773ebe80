// Structures of the system calls that only kernel/linux has, as in kernel/abi.h.
#pragma once
#include "kernel/abi.h"

// Numbers, as in kernel/abi_names.h.
// clang-format off
enum clock { CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 1, CLOCK_PROCESS_CPUTIME_ID = 2,
    CLOCK_THREAD_CPUTIME_ID = 3, CLOCK_MONOTONIC_RAW = 4, CLOCK_REALTIME_COARSE = 5,
    CLOCK_MONOTONIC_COARSE = 6, CLOCK_BOOTTIME = 7, CLOCK_TAI = 11 };
enum { F_DUPFD = 0, F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_GETLK = 5, F_SETLK = 6,
    F_SETLKW = 7, F_OFD_GETLK = 36, F_OFD_SETLK = 37, F_OFD_SETLKW = 38, F_DUPFD_CLOEXEC = 1030,
    F_GETPIPE_SZ = 1032, FD_CLOEXEC = 1 };
enum { TCGETS = 0x5401, TCSETS = 0x5402, TCSETSW = 0x5403, TCSETSF = 0x5404, TCSBRK = 0x5409,
    TCFLSH = 0x540b, TIOCSCTTY = 0x540e, TIOCGPGRP = 0x540f, TIOCSPGRP = 0x5410,
    TIOCOUTQ = 0x5411, TIOCSTI = 0x5412, TIOCGWINSZ = 0x5413, TIOCSWINSZ = 0x5414,
    FIONREAD = 0x541b, FIONBIO = 0x5421, TIOCNOTTY = 0x5422, TCSBRKP = 0x5425,
    TIOCGSID = 0x5429, FIONCLEX = 0x5450, FIOCLEX = 0x5451, TCGETS2 = 0x802c542a,
    TCSETS2 = 0x402c542b, TCSETSW2 = 0x402c542c, TCSETSF2 = 0x402c542d };
// clang-format on

struct timezone {
    int32_t minutes_west;
    int32_t dst_time;
};

struct statx_time {
    int64_t seconds;
    uint32_t nanoseconds;
    int32_t padding;
};

// statx.
struct statx {
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, padding;
    uint64_t inode, size, blocks, attributes_mask; // blocks of 512 bytes
    struct statx_time accessed, created, changed, modified;
    uint32_t special_major, special_minor, major, minor;
    uint64_t mount, spare[13];
};

// statfs, fstatfs.
struct statfs {
    int64_t type, block_size;
    uint64_t blocks, blocks_free, blocks_available;
    uint64_t files, files_free;
    int32_t id[2];
    int64_t name_length, fragment_size, flags;
    int64_t spare[4];
};

// fcntl: F_GETLK, F_SETLK, F_SETLKW.
struct flock {
    int16_t type, whence;
    int32_t padding;
    int64_t start, length;
    int32_t pid, padding_2;
};

// poll, ppoll.
struct pollfd {
    int32_t fd;
    uint16_t events, happened; // bits of poll.h
};

// uname.
struct utsname {
    char system[65], node[65], release[65], version[65], machine[65], domain[65];
};

// sysinfo. Memory in units of `unit` bytes, loads in 1/65536.
struct sysinfo {
    int64_t uptime;
    uint64_t loads[3];
    uint64_t memory, memory_free, memory_shared, buffers, swap, swap_free;
    uint16_t processes, padding[3];
    uint64_t high_memory, high_memory_free;
    uint32_t unit, padding2;
};

_Static_assert(sizeof(struct statx) == 256, "Linux x86-64 ABI");
_Static_assert(offsetof(struct statx, accessed) == 64, "Linux x86-64 ABI");
_Static_assert(sizeof(struct statfs) == 120, "Linux x86-64 ABI");
_Static_assert(sizeof(struct flock) == 32, "Linux x86-64 ABI");
_Static_assert(sizeof(struct pollfd) == 8, "Linux x86-64 ABI");
_Static_assert(sizeof(struct utsname) == 390, "Linux x86-64 ABI");
_Static_assert(sizeof(struct sysinfo) == 112, "Linux x86-64 ABI");
