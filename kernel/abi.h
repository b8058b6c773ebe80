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

static inline struct timeval to_timeval(uint64_t ns) {
    return (struct timeval){ns / 1000000000, ns % 1000000000 / 1000};
}

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

// getdents64: one entry; the name follows, with its NUL, padded so that the next entry is aligned
// to 8.
struct linux_dirent64 {
    uint64_t inode;
    int64_t next; // the position to lseek to for the entry after this one
    uint16_t length;
    uint8_t type;
    char name[];
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

_Static_assert(sizeof(struct timespec) == 16 && sizeof(struct timeval) == 16, "Linux x86-64 ABI");
_Static_assert(sizeof(struct iovec) == 16, "Linux x86-64 ABI");
_Static_assert(sizeof(struct stat) == 144, "Linux x86-64 ABI");
_Static_assert(offsetof(struct stat, special_device) == 40, "Linux x86-64 ABI");
_Static_assert(offsetof(struct stat, accessed) == 72, "Linux x86-64 ABI");
_Static_assert(offsetof(struct linux_dirent64, name) == 19, "Linux x86-64 ABI");
_Static_assert(sizeof(struct rusage) == 144, "Linux x86-64 ABI");

// Directory entry types (getdents64): the file type of the mode, shifted.
enum { DT_UNKNOWN = 0, DT_FIFO = 1, DT_CHR = 2, DT_DIR = 4, DT_BLK = 6, DT_REG = 8, DT_LNK = 10 };

enum { RENAME_NOREPLACE = 1, RENAME_EXCHANGE = 2, RENAME_WHITEOUT = 4 };

#define IOV_MAX 1024
// The most that one read or write moves: INT_MAX rounded down to a page.
#define RW_MAX 0x7ffff000ul
