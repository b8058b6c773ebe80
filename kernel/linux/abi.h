// Structures of the system calls that only kernel/linux has, as in kernel/abi.h.
#pragma once
#include "kernel/abi.h"

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
