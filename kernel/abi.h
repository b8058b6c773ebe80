// Structures that cross the system-call boundary, laid out as on Linux x86-64. Every field has its
// natural alignment; padding is spelled out, so that no byte of kernel memory leaks through it.
#pragma once
#include "kernel/abi_names.h"
#include <stddef.h>
#include <stdint.h>

struct timespec {
    int64_t seconds;
    int64_t nanoseconds;
};

struct timeval {
    int64_t seconds;
    int64_t microseconds;
};

struct timezone {
    int32_t minutes_west;
    int32_t dst_time;
};

// readv, writev.
struct iovec {
    uint64_t base;
    uint64_t length;
};

// stat, fstat, lstat, newfstatat.
struct stat {
    uint64_t device;
    uint64_t inode;
    uint64_t links;
    uint32_t mode, uid, gid, padding;
    uint64_t special_device;
    int64_t size;
    int64_t block_size;
    int64_t blocks; // of 512 bytes
    struct timespec accessed, modified, changed;
    int64_t unused[3];
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

// getdents64: one entry; the name follows, with its NUL, padded so that the next entry is aligned
// to 8.
struct linux_dirent64 {
    uint64_t inode;
    int64_t next; // the position to lseek to for the entry after this one
    uint16_t length;
    uint8_t type;
    char name[];
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

// getrusage, wait4. What Pagoda does not count stays zero.
struct rusage {
    struct timeval user_time, system_time;
    int64_t max_resident; // KiB
    int64_t shared_text, unshared_data, unshared_stack;
    int64_t minor_faults, major_faults, swaps;
    int64_t blocks_in, blocks_out, messages_sent, messages_received, signals;
    int64_t voluntary_switches, involuntary_switches;
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

_Static_assert(sizeof(struct timespec) == 16 && sizeof(struct timeval) == 16, "Linux x86-64 ABI");
_Static_assert(sizeof(struct iovec) == 16, "Linux x86-64 ABI");
_Static_assert(sizeof(struct stat) == 144, "Linux x86-64 ABI");
_Static_assert(offsetof(struct stat, special_device) == 40, "Linux x86-64 ABI");
_Static_assert(offsetof(struct stat, accessed) == 72, "Linux x86-64 ABI");
_Static_assert(sizeof(struct statx) == 256, "Linux x86-64 ABI");
_Static_assert(offsetof(struct statx, accessed) == 64, "Linux x86-64 ABI");
_Static_assert(sizeof(struct statfs) == 120, "Linux x86-64 ABI");
_Static_assert(offsetof(struct linux_dirent64, name) == 19, "Linux x86-64 ABI");
_Static_assert(sizeof(struct flock) == 32, "Linux x86-64 ABI");
_Static_assert(sizeof(struct pollfd) == 8, "Linux x86-64 ABI");
_Static_assert(sizeof(struct rusage) == 144, "Linux x86-64 ABI");
_Static_assert(sizeof(struct utsname) == 390, "Linux x86-64 ABI");
_Static_assert(sizeof(struct sysinfo) == 112, "Linux x86-64 ABI");

// Directory entry types (getdents64): the file type of the mode, shifted.
enum { DT_UNKNOWN = 0, DT_FIFO = 1, DT_CHR = 2, DT_DIR = 4, DT_BLK = 6, DT_REG = 8, DT_LNK = 10 };

enum { RENAME_NOREPLACE = 1, RENAME_EXCHANGE = 2, RENAME_WHITEOUT = 4 };

#define IOV_MAX 1024

// The longest path, with its NUL, and the longest name, without.
#define PATH_MAX 4096
#define NAME_MAX 255
// The most that one read or write moves: INT_MAX rounded down to a page.
#define RW_MAX 0x7ffff000ul
